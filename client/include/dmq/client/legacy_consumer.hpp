// SPDX-License-Identifier: BSL-1.0
// The records of a channel as they arrive.
#pragma once

#include <dmq/client/error.hpp>
#include <dmq/plugin/bytes.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace dmq::client {

class Link;

/// A running Consume (legacy-protocol §7.6). Made by LegacyConnection::consume(), which must
/// outlive it. Records that are received and not taken are lost: the protocol has no
/// acknowledgement. Destroyed before ended(), it closes the connection. One thread.
class DMQ_EXPORT LegacyConsumer {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr Time no_deadline = Time::max();

    explicit LegacyConsumer(Link& link) noexcept;
    LegacyConsumer(const LegacyConsumer&) = delete;
    LegacyConsumer& operator=(const LegacyConsumer&) = delete;
    ~LegacyConsumer();

    /// Waits until the node has answered 200: from then on this consumer gets records. Optional;
    /// a node may hold this answer back until it sends records. Throws Error, also `refused`.
    void wait_accepted();
    /// The next record, without waiting if one is there. Nothing: ended(), or the deadline came.
    /// Throws Error; records received before are handed out first. Valid until the next call.
    std::optional<std::string_view> next(Time deadline = no_deadline);
    /// As next(), for all whole records that are there, up to 256 KiB or one record; a run without
    /// records takes the place of nothing. Not after next() in the same stream.
    RecordRun next_run(Time deadline = no_deadline);
    /// The channel was removed and all its records were taken; the connection is free again.
    bool ended() const noexcept { return ended_; }
    /// Tells the node that this consumer goes. A node that understands it keeps what it has not
    /// sent and closes; take what is still under way until Error(lost), or give up.
    void leave();

private:
    bool take_status(Time deadline);
    bool wait(Time deadline);
    void end() noexcept;

    Link& link_;
    Bytes run_; // for next(): what next_run() gave and was not handed out yet
    bool accepted_ = false;
    bool ended_ = false;
};

} // namespace dmq::client
