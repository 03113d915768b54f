// SPDX-License-Identifier: BSL-1.0
// A mock of neo::IRequestOnConn that keeps what is sent and hands out what the test lets arrive.
#pragma once

#include <dmq/plugin/neo_request.hpp>

#include <gmock/gmock.h>

#include <coroutine>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dmq::mocks {

/// Like the real one it reads leased records when the socket takes them, and keeps them until then.
class MockRequestOnConn : public neo::IRequestOnConn {
public:
    MOCK_METHOD(void, send, (Bytes), (override));
    MOCK_METHOD(void, send, (Bytes, std::span<const std::shared_ptr<const Lease>>), (override));
    MOCK_METHOD(void, send, (Bytes, Lease), (override));
    using IRequestOnConn::send;
    MOCK_METHOD(std::optional<Bytes>, receive, (), (override));
    MOCK_METHOD(bool, has_message, (), (const, noexcept, override));
    MOCK_METHOD(bool, has_room, (), (const, noexcept, override));
    MOCK_METHOD(bool, park_for_room, (std::coroutine_handle<>), (override));

    MockRequestOnConn();
    ~MockRequestOnConn() override;

    /// Who parks a request that waits for room: the context.
    void park_with(std::function<void(std::coroutine_handle<>)> park) { park_ = std::move(park); }
    /// Whether there is room for more output; a request that waits for it is not resumed here.
    void set_room(bool room) noexcept { room_ = room; }
    /// A message is there to be received.
    void arrive(std::string message) { inbox_.push_back(std::move(message)); }
    /// The socket takes everything.
    void take_output();
    /// The connection ends with what it has not sent.
    void drop_output() noexcept { unsent_.clear(); }
    /// Payloads of the messages that the socket has taken.
    const std::vector<std::string>& sent() const noexcept { return sent_; }
    /// Messages that it has not.
    std::size_t unsent() const noexcept { return unsent_.size(); }

private:
    struct Message {
        std::string head;
        std::vector<std::shared_ptr<const Lease>> records;
        Lease owned;
    };

    static std::string bytes_of_message(const Message& message);
    std::optional<Bytes> next();

    std::deque<std::string> inbox_;
    std::string received_;
    std::vector<Message> unsent_;
    std::vector<std::string> sent_;
    std::function<void(std::coroutine_handle<>)> park_;
    bool room_ = true;
};

} // namespace dmq::mocks
