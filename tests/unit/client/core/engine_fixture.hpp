// SPDX-License-Identifier: BSL-1.0
// The client's engine with the test as network, clock and application.
#pragma once

#include "core/engine.hpp"
#include "support/neo_wire.hpp"
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/client/client_options.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq::client::test {

using namespace std::chrono_literals;
using support::arr;
using support::batch;
using support::bytes_from;
using support::message;
using support::msg;

/// What the node says during a login.
inline const std::string version_bytes = "\x01";
inline const std::string nonce_message = bytes_from(
    [](IByteWriter& out) { neo::write_nonce(out, {}); });
inline const std::string accepted = bytes_from(
    [](IByteWriter& out) { neo::write_result(out, true); });
inline const std::string rejected = bytes_from(
    [](IByteWriter& out) { neo::write_result(out, false); });
inline const std::string whole_login = version_bytes + nonce_message + accepted;

/// What the node answers to requests.
inline const std::string supported = msg(neo::Support::supported);
inline const std::string pushed = msg(neo::PushResult::pushed);
inline const std::string started = msg(neo::ConsumeStart::started);
inline const std::string stopped = msg(neo::ConsumeEvent::stopped);
inline const std::string channel_removed = msg(neo::ConsumeEvent::channel_removed);
inline const std::string proceed = msg(neo::ConsumeControl::proceed);
inline const std::string stop = msg(neo::ConsumeControl::stop);

/// A message of the client: request id and payload.
struct Sent {
    std::uint64_t id = 0;
    std::string payload;
    bool operator==(const Sent&) const = default;
};

/// Remembers what it was told.
class FakeTransport final : public ITransport {
public:
    void connect(std::uint32_t node) override { connecting.push_back(node); }
    void close(std::uint32_t node) override { closed.push_back(node); }
    void send(std::uint32_t) override { }

    std::vector<std::uint32_t> connecting;
    std::vector<std::uint32_t> closed;
};

/// How an operation ended.
struct Result {
    std::error_code error;
    std::optional<std::string> record;
    bool operator==(const Result&) const = default;
};

class TestRequest final : public detail::Request {
public:
    TestRequest(RequestKind request_kind, std::size_t size, std::vector<Result>& results)
        : Request(request_kind), bytes_(size), results_(results)
    {
        message = bytes_;
    }
    void deliver() override
    {
        results_.push_back(
            {error, record ? std::optional(std::string(record->text())) : std::nullopt});
        delete this;
    }
    void drop() noexcept override { delete this; }

private:
    std::vector<std::byte> bytes_;
    std::vector<Result>& results_;
};

class TestWaiter final : public detail::Waiter {
public:
    explicit TestWaiter(std::vector<std::error_code>& results) : results_(results) { }
    void deliver() override
    {
        results_.push_back(error);
        delete this;
    }
    void drop() noexcept override { delete this; }

private:
    std::vector<std::error_code>& results_;
};

class EngineTest : public testing::Test {
protected:
    EngineTest()
    {
        options_.credentials.name = "test";
        options_.seed = 1;
        options_.retry.jitter = 0;
        options_.request_timeout = 10s;
        options_.on_notification = [this](const Notification& event) {
            told_.push_back(to_string(event));
        };
    }

    Engine& engine()
    {
        if (!engine_)
            engine_.emplace(
                options_, transport_, counters_, [] { return std::uint64_t{1'700'000'000}; }, now_);
        return *engine_;
    }
    /// Added in the order of the ports, its index is the order too.
    Node& add_node(std::uint16_t port = 1)
    {
        Node* const node = engine().add_node({"127.0.0.1", port});
        tick();
        return *node;
    }
    /// A node that is ready.
    Node& ready_node(std::uint16_t port = 1)
    {
        Node& node = add_node(port);
        log_in(node);
        return node;
    }
    void log_in(Node& node)
    {
        node.connected();
        receive(node, version_bytes);
        receive(node, nonce_message + accepted);
        EXPECT_TRUE(node.ready());
        take_out(node);
        settle();
    }
    void receive(Node& node, std::string_view bytes)
    {
        node.in().append(bytes_of(bytes));
        node.received();
        settle();
    }
    void answer(Node& node, std::uint64_t id, std::string_view payload)
    {
        receive(node, message(id, payload));
    }
    void lose(Node& node, std::error_code cause = Errc::disconnected)
    {
        node.lost(cause);
        settle();
    }
    void advance(Clock::duration time)
    {
        now_ += time;
        tick();
    }
    void tick()
    {
        engine().set_now(now_);
        engine().tick();
        settle();
    }
    void settle() { engine().deliver(); }

    /// All bytes that were sent to a node and not taken.
    static std::string take_out(Node& node)
    {
        std::string all;
        iovec piece{};
        while (node.out().gather({&piece, 1}) == 1) {
            all.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
            node.out().consume(piece.iov_len);
        }
        return all;
    }
    /// The same as messages.
    static std::vector<Sent> sent(Node& node)
    {
        const std::string bytes = take_out(node);
        std::vector<Sent> messages;
        for (Bytes rest = bytes_of(bytes); !rest.empty();) {
            neo::MessageCodec codec(neo::MessageType::request);
            EXPECT_LE(codec.wanted(rest), rest.size());
            const auto one = neo::parse_request_message(codec.result(rest));
            messages.push_back({one.request_id, std::string(text_of(one.payload))});
            rest = rest.subspan(codec.size());
        }
        return messages;
    }

    void push(std::string_view channel, std::string_view record, std::uint64_t cancel_key = 0)
    {
        auto* const request = new TestRequest(
            RequestKind::push, detail::push_size({&channel, 1}, bytes_of(record)), results_);
        detail::write_push(*request, {&channel, 1}, bytes_of(record));
        submit(*request, cancel_key);
    }
    void pop(std::string_view channel)
    {
        auto* const request = new TestRequest(RequestKind::pop, detail::pop_size(channel),
                                              results_);
        detail::write_pop(*request, channel);
        submit(*request, 0);
    }
    void submit(detail::Request& request, std::uint64_t cancel_key)
    {
        request.counted = counters_.load.admit(request.message.size(), options_);
        request.cancel_key = cancel_key;
        engine().submit(request);
        settle();
    }
    /// Which of the nodes has been asked; its message. Fails unless it is exactly one.
    std::pair<Node*, Sent> asked(const std::vector<Node*>& nodes)
    {
        std::pair<Node*, Sent> found{nullptr, {}};
        for (Node* const node : nodes)
            for (const Sent& one : sent(*node)) {
                EXPECT_EQ(found.first, nullptr) << "one request at a time";
                found = {node, one};
            }
        EXPECT_NE(found.first, nullptr) << "no node was asked";
        return found;
    }

    ClientOptions options_;
    FakeTransport transport_;
    Counters counters_;
    Time now_ = Time(1'000h);
    std::vector<Result> results_;
    std::vector<std::string> told_; // notifications
    std::optional<Engine> engine_;
};

} // namespace dmq::client::test
