// SPDX-License-Identifier: BSL-1.0
// The display of the console: live on a terminal, a line from time to time elsewhere.
#pragma once

#include "console/display_text.hpp"
#include "console/rates.hpp"
#include "terminal/screen.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace dmq::node_app {

enum class ConsoleMode : std::uint8_t { none, live, lines };

/// The mode for the standard output: live on a terminal unless switched off, lines elsewhere if
/// switched on. `enabled`: [Stats] console_stats_enabled, if it is set.
ConsoleMode console_mode(std::optional<bool> enabled);

/// Shows the node on the standard output for as long as the io_context runs, on its thread. While
/// it is live, the console's log lines come above the display.
class Console {
public:
    using TakeSnapshot = std::function<NodeSnapshot()>;

    /// `loop` must outlive the object.
    Console(boost::asio::io_context& loop, ConsoleMode mode, std::string title, TakeSnapshot take);
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

private:
    void wait();
    void wait_for_resize();
    void show();
    void print(std::string_view line, bool to_stderr);

    const ConsoleMode mode_;
    const std::string title_;
    const TakeSnapshot take_;
    const std::chrono::steady_clock::time_point start_;
    terminal::Screen screen_;
    RateMeter meter_;
    ProcessStats last_process_;
    std::chrono::steady_clock::time_point last_time_;
    boost::asio::steady_timer timer_;
    boost::asio::signal_set resized_;
};

} // namespace dmq::node_app
