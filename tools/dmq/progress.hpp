// SPDX-License-Identifier: BSL-1.0
// A line on the terminal that says how far a command has come.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace dmq::cli {

class Invocation;

/// How far it is. `total` 0: nobody knows.
struct Progress {
    std::uint64_t records = 0;
    std::uint64_t done = 0; // of `total`: bytes, files or records
    std::uint64_t total = 0;
};

/// "produce  [#####-----]  50 %  1200 records  600/s", at most `columns` characters.
std::string progress_text(const std::string& what, const Progress& progress,
                          std::chrono::duration<double> elapsed, std::size_t columns);

/// Shows it on standard error while it lives, if that is a terminal and neither --json nor --quiet
/// is given; else does nothing. What it shows is removed by hide() and the destructor. One thread.
class ProgressLine {
public:
    using Clock = std::chrono::steady_clock;

    static constexpr int period_ms = 100;

    explicit ProgressLine(const Invocation& invocation);
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine() { hide(); }

    bool enabled() const noexcept { return enabled_; }
    /// Shows it if a tenth of a second has passed since the last time.
    void show(const Progress& progress);
    /// Removes the line, before something else is written.
    void hide();

private:
    void write(const std::string& text);

    std::string what_;
    int fd_;
    bool enabled_;
    bool shown_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point due_ = start_;
};

} // namespace dmq::cli
