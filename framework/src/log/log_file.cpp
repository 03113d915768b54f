// SPDX-License-Identifier: BSL-1.0
#include "log_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

namespace dmq::log {
namespace {

constexpr mode_t permissions = 0644;

std::uint64_t lines_of(std::string_view text)
{
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

} // namespace

LogFile::LogFile(std::string path, std::size_t buffer_size)
    : path_(std::move(path)), buffer_size_(buffer_size)
{
    reopen();
}

LogFile::~LogFile()
{
    flush();
    close();
}

void LogFile::write(std::string_view line)
{
    gathered_ += line;
    gathered_ += '\n';
    if (gathered_.size() > buffer_size_)
        flush();
}

void LogFile::flush()
{
    if (gathered_.empty())
        return;
    if (lost_ > 0)
        report_lost();
    if (lost_ > 0 || !write_out(gathered_))
        lost_ += lines_of(gathered_);
    gathered_.clear();
}

void LogFile::reopen()
{
    if (file_ >= 0)
        flush();
    close();
    file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, permissions);
    if (file_ < 0) {
        const int error = errno;
        throw std::runtime_error("cannot open log file " + path_ + ": " + std::strerror(error) +
                                 (error == ENOENT ? "; its directory has to exist" : ""));
    }
    cut_ = false;
}

/// Whether all was written. A part that was is followed by a newline before anything else.
bool LogFile::write_out(std::string_view bytes)
{
    const auto size = bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            cut_ = cut_ || bytes.size() < size;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void LogFile::report_lost()
{
    const std::string report = (cut_ ? "\n" : "") + std::to_string(lost_) +
        (lost_ == 1 ? " line" : " lines") + " could not be written here\n";
    if (!write_out(report))
        return;
    lost_ = 0;
    cut_ = false;
}

void LogFile::close() noexcept
{
    if (file_ >= 0)
        ::close(file_);
    file_ = -1;
}

} // namespace dmq::log
