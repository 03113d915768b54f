// SPDX-License-Identifier: BSL-1.0
// The client of a whole DMQ: all of its nodes behind one handle.
#pragma once

#include <dmq/client/consumer.hpp>
#include <dmq/client/detail/operation.hpp>
#include <dmq/client/legacy_client.hpp>

#include <boost/asio/async_result.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace dmq::client {

/// Connects to all nodes by itself and stays connected. Copies refer to the same client; the last
/// of them and of its Consumers closes it. All methods may be called from any thread, at the same
/// time.
///
/// Asynchronous operations take an Asio completion token. Their handlers are never called before
/// the operation returns, and on the handler's associated executor, if it has one, else on
/// executor(): one at a time there. Results are std::error_code; nothing is thrown. Arguments are
/// copied when the operation starts, which with a lazy token (use_awaitable, deferred) is when it
/// is awaited. Cancellation (types terminal and partial) ends an operation with Errc::canceled;
/// what a node was asked for may happen all the same. For members of ClientOptions see there.
class Client {
public:
    /// With a thread of its own, which the last copy joins (on that thread itself: detaches).
    explicit Client(ClientOptions options, LegacyOptions legacy = {})
        : core_(detail::make_core(std::move(options))),
          legacy_(std::make_shared<LegacyClient>(std::move(legacy)))
    {
    }
    /// Runs on `executor`, which may have many threads. When the last copy is destroyed the client
    /// closes as the executor runs, or is destroyed.
    Client(const boost::asio::any_io_executor& executor, ClientOptions options,
           LegacyOptions legacy = {})
        : core_(detail::make_core(executor, std::move(options))),
          legacy_(std::make_shared<LegacyClient>(std::move(legacy)))
    {
    }

    /// Stores a record (1 byte or more) in a channel: done when one node has acknowledged it. Node
    /// after node is tried, so after a lost connection it may be stored twice. Errors: bad_…,
    /// empty_record, record_too_large, queue_full, no_nodes, not_connected, or why the last node
    /// did not take it. Signature: void(std::error_code).
    template <class Token> auto async_push(std::string_view channel, Bytes record, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(std::error_code)>(
            [](auto handler, const std::shared_ptr<detail::ICore>& core, std::string_view to,
               Bytes bytes) {
                detail::start_push(std::move(handler), core, {&to, 1}, bytes);
            },
            token, core_, channel, record);
    }
    template <class Token>
    auto async_push(std::string_view channel, std::string_view record, Token&& token)
    {
        return async_push(channel, bytes_of(record), std::forward<Token>(token));
    }
    /// The same for 1 to 255 channels of one node at once.
    template <class Token>
    auto async_push(std::span<const std::string_view> channels, Bytes record, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(std::error_code)>(
            [](auto handler, const std::shared_ptr<detail::ICore>& core,
               std::span<const std::string_view> to,
               Bytes bytes) { detail::start_push(std::move(handler), core, to, bytes); },
            token, core_, channels, record);
    }

    /// Takes the oldest record of a channel without subscribers from the first node that has one;
    /// nullopt without an error: no node had any. Errors as async_push, and has_subscribers.
    /// Signature: void(std::error_code, std::optional<Record>).
    template <class Token> auto async_pop(std::string_view channel, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(std::error_code, std::optional<Record>)>(
            [](auto handler, const std::shared_ptr<detail::ICore>& core, std::string_view from) {
                detail::start_pop(std::move(handler), core, from);
            },
            token, core_, channel);
    }

    /// Takes records from all nodes as they come, at least once each: see Consumer.
    Consumer consume(std::string channel, ConsumeOptions options = {})
    {
        return Consumer(core_, core_->consume(std::move(channel), std::move(options)));
    }

    /// Completes as soon as there is room for a request: what to wait for when there was
    /// queue_full. Signature: void(std::error_code).
    template <class Token> auto async_ready(Token&& token)
    {
        return boost::asio::async_initiate<Token, void(std::error_code)>(
            [](auto handler, const std::shared_ptr<detail::ICore>& core) {
                core->wait_room(detail::make_waiter<detail::WaitResult>(core, std::move(handler)));
            },
            token, core_);
    }

    static constexpr std::size_t all_nodes = std::numeric_limits<std::size_t>::max();
    /// Completes when so many nodes are connected, or all that are known if they are fewer.
    /// Signature: void(std::error_code).
    template <class Token> auto async_wait_connected(std::size_t nodes, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(std::error_code)>(
            [](auto handler, const std::shared_ptr<detail::ICore>& core, std::size_t wanted) {
                core->wait_connected(
                    detail::make_waiter<detail::WaitResult>(core, std::move(handler)), wanted);
            },
            token, core_, nodes);
    }

    /// The legacy requests, Produce among them: blocking, on connections of their own, not subject
    /// to close(). Lives as long as the client.
    LegacyClient& legacy() const noexcept { return *legacy_; }

    /// Starts connecting to a further node; nothing happens if it is known.
    void add_node(const Address& address) { core_->add_node(address); }
    /// Ends all connections and makes new ones: Push and Pop requests go to other nodes, batches
    /// that were given up go back to their queues.
    void reconnect() { core_->reconnect(); }
    /// Everything outstanding ends with Errc::closed, and so does all that comes later. Returns at
    /// once. Idempotent.
    void close() noexcept { core_->close(); }

    /// Where handlers without an executor of their own run.
    boost::asio::any_io_executor executor() const { return core_->executor(); }
    /// Whether handlers of this client are running on the calling thread just now.
    bool on_this_thread() const noexcept { return core_->on_this_thread(); }
    /// A snapshot; counters since the start or the last reset.
    Statistics statistics() const { return core_->statistics(); }
    void reset_statistics() { core_->reset_statistics(); }

private:
    friend class Admin;
    friend class BlockingClient;
    friend class PushPipeline;

    std::shared_ptr<detail::ICore> core_;
    std::shared_ptr<LegacyClient> legacy_;
};

} // namespace dmq::client
