// SPDX-License-Identifier: BSL-1.0
// A stream of records to a channel, without acknowledgements.
#pragma once

#include <dmq/client/error.hpp>

#include <cstdint>
#include <string_view>

namespace dmq::client {

class Link;

/// A running Produce or ProduceMulti (legacy-protocol §7.3, §7.4). Made by
/// LegacyConnection::produce(), which must outlive it; no other request may run meanwhile.
/// Destroyed without end(), it closes the connection. One thread.
class DMQ_EXPORT Producer {
public:
    explicit Producer(Link& link) noexcept;
    Producer(const Producer&) = delete;
    Producer& operator=(const Producer&) = delete;
    ~Producer();

    /// Queues one record of 1 byte to 10 MiB and sends when enough is gathered. Throws Error, and
    /// std::invalid_argument for another size. Always true, as Pusher::push may not be.
    bool push(std::string_view record);
    /// Returns when the kernel has taken every record. Throws Error.
    void flush();
    /// Sends what is queued until `fd` is readable. Throws Error.
    void wait_readable(int fd);
    /// Ends the stream; the connection is free for other requests then, and the answer to the
    /// next one proves that the node has read all records. Throws Error.
    void end();
    /// Records given to push().
    std::uint64_t pushed() const noexcept { return pushed_; }

private:
    void check_silence();

    Link& link_;
    std::uint64_t pushed_ = 0;
    bool ended_ = false;
};

} // namespace dmq::client
