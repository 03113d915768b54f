// SPDX-License-Identifier: BSL-1.0
// A blocking connection to a node's legacy port.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/client/error.hpp>
#include <dmq/client/legacy_consumer.hpp>
#include <dmq/client/options.hpp>
#include <dmq/client/producer.hpp>
#include <dmq/client/pusher.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::client {

class Link;

/// The node's status and, if that is 200, what came with it.
template <class T> struct Answer {
    Status status = Status::ok;
    T value{};
    bool ok() const noexcept { return status == Status::ok; }
};

/// Records and bytes, with the address that the node gives as its own (§8).
struct Size {
    std::string address;
    std::uint16_t port = 0;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
};

/// One number about the node, with the address that the node gives as its own (§8).
struct Count {
    std::string address;
    std::uint16_t port = 0;
    std::uint64_t count = 0;
};

using Names = std::span<const std::string>;

/// Requests one after the other (legacy-protocol §7, §8). The node's status is a return value;
/// all else is an Error, after which the connection is closed. Names and records are not checked:
/// the node's answer counts. One thread.
class DMQ_EXPORT LegacyConnection {
public:
    static constexpr std::uint64_t default_window = 16'384;

    /// Connects. Throws Error(connect), Error(interrupted).
    explicit LegacyConnection(const Address& node, const Options& options = {});
    LegacyConnection(LegacyConnection&&) noexcept;
    LegacyConnection& operator=(LegacyConnection&&) noexcept;
    ~LegacyConnection();

    Status push(std::string_view channel, std::string_view record);
    /// An empty value: the channel holds no record. 500: no such channel, or it was consumed from.
    Answer<std::string> pop(std::string_view channel);
    Status push_multi(Names channels, std::string_view record);
    /// The value: channels that the record did not fit in.
    Answer<std::vector<std::string>> push_multi2(Names channels, std::string_view record);
    Status remove_channel(std::string_view channel);

    Answer<std::vector<std::string>> get_channels();
    /// Zeros for an unknown channel.
    Answer<Size> get_channel_size(std::string_view channel);
    Answer<Size> get_size();
    /// The value's count: bytes that a channel may hold.
    Answer<Count> get_size_limit();
    Answer<Count> get_num_connections();

    /// Starts a pipeline of Push requests with at most `window` answers missing, at least 1.
    Pusher pusher(std::string_view channel, std::uint64_t window = default_window);
    /// Starts a stream of records. Throws Error(refused) if the node does not answer 200.
    Producer produce(std::string_view channel);
    Producer produce_multi(Names channels);
    /// Sends the request; the answer is taken with the first record, or by wait_accepted().
    LegacyConsumer consume(std::string_view channel);

    /// As given to the constructor.
    const Address& node() const noexcept;
    /// False after an Error, and after a stream that was not brought to its end.
    bool open() const noexcept;
    /// Closes at once.
    void close() noexcept;

private:
    Answer<Size> read_size();
    Answer<Count> read_count();
    void begin_stream();

    std::unique_ptr<Link> link_;
};

} // namespace dmq::client
