// SPDX-License-Identifier: BSL-1.0
// The display of the console.
#include "console.hpp"

#include <dmq/node/log_config.hpp>

#include <csignal>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace dmq::node_app {
namespace {

constexpr std::chrono::seconds live_period{1};
constexpr std::chrono::seconds line_period{10};

void write_stdout(std::string_view text) { std::cout << text << std::flush; }

} // namespace

ConsoleMode console_mode(std::optional<bool> enabled)
{
    if (enabled == false)
        return ConsoleMode::none;
    if (terminal::is_terminal(STDOUT_FILENO))
        return ConsoleMode::live;
    return enabled ? ConsoleMode::lines : ConsoleMode::none;
}

Console::Console(boost::asio::io_context& loop, ConsoleMode mode, std::string title,
                 TakeSnapshot take)
    : mode_(mode),
      title_(std::move(title)),
      take_(std::move(take)),
      start_(std::chrono::steady_clock::now()),
      screen_(write_stdout),
      last_process_(read_process_stats()),
      last_time_(start_),
      timer_(loop),
      resized_(loop)
{
    if (mode_ == ConsoleMode::none)
        return;
    if (mode_ == ConsoleMode::live) {
        resized_.add(SIGWINCH);
        wait_for_resize();
        log::set_console([this](std::string_view line, bool to_stderr) { print(line, to_stderr); });
        show();
    }
    wait();
}

Console::~Console()
{
    if (mode_ == ConsoleMode::live)
        log::set_console({});
}

void Console::wait()
{
    timer_.expires_after(mode_ == ConsoleMode::live ? live_period : line_period);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        show();
        wait();
    });
}

void Console::wait_for_resize()
{
    resized_.async_wait([this](const boost::system::error_code& error, int) {
        if (error)
            return;
        screen_.clear();
        show();
        wait_for_resize();
    });
}

void Console::show()
{
    const NodeSnapshot now = take_();
    const std::chrono::duration<double, std::micro> elapsed = now.time - last_time_;
    const std::chrono::duration<double, std::micro> used = now.process.user + now.process.system -
        last_process_.user - last_process_.system;
    const DisplayData data{title_,
                           std::chrono::duration_cast<std::chrono::seconds>(now.time - start_),
                           elapsed.count() > 0 ? used.count() * 100 / elapsed.count() : 0, now,
                           meter_.add(now.time, now.actions)};
    last_time_ = now.time;
    last_process_ = now.process;
    if (mode_ == ConsoleMode::live)
        screen_.draw(display_lines(data, terminal::terminal_size(STDOUT_FILENO)));
    else
        write_stdout(display_line(data) + '\n');
}

/// A stderr that goes elsewhere gets its lines as if there were no display.
void Console::print(std::string_view line, bool to_stderr)
{
    if (to_stderr && ::isatty(STDERR_FILENO) == 0)
        std::cerr << line << std::endl;
    else
        screen_.print(line);
}

} // namespace dmq::node_app
