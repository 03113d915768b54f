// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <invocation.hpp>
#include <output.hpp>
#include <progress.hpp>
#include <table.hpp>
#include <terminal/screen.hpp>
#include <utility>

namespace dmq::cli {
namespace {

constexpr std::size_t bar_width = 22;
constexpr std::string_view clear_line = "\r\x1b[K";

} // namespace

std::string progress_text(const std::string& what, const Progress& progress,
                          std::chrono::duration<double> elapsed, std::size_t columns)
{
    std::string text = what + "  ";
    if (progress.total > 0) {
        const double part = std::min(
            1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
        const auto percent = static_cast<unsigned>(part * 100);
        text += bar(percent, bar_width) + "  " + std::to_string(percent) + " %  ";
    }
    text += std::to_string(progress.records) + " records";
    if (elapsed.count() > 0)
        text += "  " +
            std::to_string(std::llround(static_cast<double>(progress.records) / elapsed.count())) +
            "/s";
    return text.substr(0, columns);
}

ProgressLine::ProgressLine(const Invocation& invocation)
    : what_(invocation.command_name()),
      fd_(invocation.io().err),
      enabled_(!invocation.json() && !invocation.settings().quiet &&
               terminal::is_terminal(invocation.io().err))
{
}

void ProgressLine::show(const Progress& progress)
{
    const auto now = Clock::now();
    if (!enabled_ || now < due_)
        return;
    due_ = now + std::chrono::milliseconds(period_ms);
    // the last column stays free: a full line would go on in the next one
    const std::size_t columns = terminal::terminal_size(fd_).columns - 1;
    shown_ = true;
    write(std::string(clear_line) + progress_text(what_, progress, now - start_, columns));
}

void ProgressLine::hide()
{
    if (std::exchange(shown_, false))
        write(std::string(clear_line));
}

/// A terminal that has gone is no reason to stop the work.
void ProgressLine::write(const std::string& text)
try {
    write_all(fd_, text);
} catch (const std::exception&) {
    enabled_ = false;
}

} // namespace dmq::cli
