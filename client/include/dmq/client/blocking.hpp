// SPDX-License-Identifier: BSL-1.0
// The client for programs that wait: plain calls that return when it is done.
#pragma once

#include <dmq/client/client.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace dmq::client {

/// What pop() brings: a record, or nothing because there is none, or an error.
struct Popped {
    std::error_code error;
    std::optional<Record> record;
};

/// What next() brings: a batch, or an error and an empty batch.
struct Received {
    std::error_code error;
    Batch batch;
};

/// Blocking calls on a Client. All methods may be called from any thread, but not in a handler of
/// this client: that is Errc::would_deadlock. A client on an executor of the application needs
/// another thread that runs it. Errors are those of the Client's operations; nothing is thrown.
class DMQ_EXPORT BlockingClient {
public:
    using Timeout = std::chrono::milliseconds;
    static constexpr Timeout for_ever{-1};

    /// With a thread of its own.
    explicit BlockingClient(ClientOptions options) : client_(std::move(options)) { }
    explicit BlockingClient(Client client) : client_(std::move(client)) { }

    /// For everything that needs no waiting, and for more than one thing at a time.
    Client& client() noexcept { return client_; }

    /// Returns when so many nodes are connected (all, if fewer are known), or Errc::timed_out.
    std::error_code wait_connected(std::size_t nodes = Client::all_nodes,
                                   Timeout timeout = for_ever);
    /// Waits for room, then until a node has acknowledged the record.
    std::error_code push(std::string_view channel, Bytes record);
    std::error_code push(std::string_view channel, std::string_view record)
    {
        return push(channel, bytes_of(record));
    }
    std::error_code push(std::span<const std::string_view> channels, Bytes record);
    Popped pop(std::string_view channel);
    /// The consumer's next batch, or Errc::timed_out.
    Received next(Consumer& consumer, Timeout timeout = for_ever);

private:
    Client client_;
};

/// Pushes from one thread with many on the way at once. Destroyed, it waits for all of them.
class DMQ_EXPORT PushPipeline {
public:
    /// At most `window` unacknowledged records.
    explicit PushPipeline(Client client, std::size_t window = 1'000);
    PushPipeline(const PushPipeline&) = delete;
    PushPipeline& operator=(const PushPipeline&) = delete;
    ~PushPipeline();

    /// Waits while the window is full. Returns the first error of any push so far; this one is on
    /// its way all the same, unless it was would_deadlock.
    std::error_code push(std::string_view channel, Bytes record);
    std::error_code push(std::string_view channel, std::string_view record)
    {
        return push(channel, bytes_of(record));
    }
    /// Returns when everything is answered, with the first error of all.
    std::error_code finish();

    /// Records given to push(), and those that were acknowledged or not.
    std::uint64_t pushed() const noexcept { return pushed_; }
    std::uint64_t acknowledged() const;
    std::uint64_t failed() const;
    /// Which push failed first, from 0; of the errors that have come in so far, the lowest.
    std::optional<std::uint64_t> first_failed() const;

private:
    struct State;

    Client client_;
    std::uint64_t pushed_ = 0;
    std::size_t window_;
    std::shared_ptr<State> state_;
};

} // namespace dmq::client
