// SPDX-License-Identifier: BSL-1.0
// Many Push requests on the way at once, each answered by the node.
#pragma once

#include <dmq/client/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dmq::client {

class Link;

/// Pipelined Push requests to one channel (legacy-protocol §1.7, §7.1). Made by
/// LegacyConnection::pusher(), which must outlive it; no other request may run meanwhile. Reads
/// answers while it writes. Destroyed with answers missing, it closes the connection. One thread.
class DMQ_EXPORT Pusher {
public:
    struct Refusal {
        std::uint64_t record; // counted from 0 in the order of push()
        Status status;
    };

    Pusher(Link& link, std::string_view channel, std::uint64_t window);
    Pusher(const Pusher&) = delete;
    Pusher& operator=(const Pusher&) = delete;
    ~Pusher();

    /// Queues one record and sends when enough is gathered; waits when `window` answers are
    /// missing. False: the node has refused a record, so it is time to stop; this one was queued.
    /// Throws Error.
    bool push(std::string_view record);
    /// Sends what is queued and reads answers until `fd` is readable. Throws Error.
    void wait_readable(int fd);
    /// Returns when every record is answered. Throws Error.
    void finish();

    /// Records given to push().
    std::uint64_t pushed() const noexcept { return pushed_; }
    /// Records that the node has answered with 200.
    std::uint64_t acknowledged() const noexcept { return acknowledged_; }
    /// Records that the node has answered, with any status.
    std::uint64_t answered() const noexcept { return answered_; }
    /// The first record that was answered with another status.
    const std::optional<Refusal>& refusal() const noexcept { return refusal_; }

private:
    void step();
    void take_answers();

    Link& link_;
    std::string head_; // of every request: command and channel
    std::uint64_t window_;
    std::uint64_t pushed_ = 0;
    std::uint64_t answered_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::optional<Refusal> refusal_;
};

} // namespace dmq::client
