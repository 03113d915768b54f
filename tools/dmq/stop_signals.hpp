// SPDX-License-Identifier: BSL-1.0
// SIGINT and SIGTERM as a readable descriptor.
#pragma once

namespace dmq::cli {

/// Blocks both signals in the calling thread for good, and ignores SIGPIPE. Made once, by main().
class StopSignals {
public:
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    /// Readable, and stays so, once a signal came.
    int fd() const noexcept { return fd_; }

private:
    int fd_;
};

} // namespace dmq::cli
