// SPDX-License-Identifier: BSL-1.0
// Acts on SIGINT and SIGTERM while the program waits for something else.
#pragma once

#include <functional>
#include <thread>

namespace dmq::cli {

/// Calls `on_stop` once, on a thread of its own, when `stop_fd` (-1: never) is readable; not any
/// more after the destructor has returned.
class StopWatch {
public:
    StopWatch(int stop_fd, std::function<void()> on_stop);
    StopWatch(const StopWatch&) = delete;
    StopWatch& operator=(const StopWatch&) = delete;
    ~StopWatch();

private:
    int end_fd_;
    std::thread thread_;
};

/// Whether the descriptor (-1: never) is readable.
bool readable(int fd);

} // namespace dmq::cli
