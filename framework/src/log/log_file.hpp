// SPDX-License-Identifier: BSL-1.0
// A log file that survives rotation and a full disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dmq::log {

/// Appends whole lines. One thread at a time.
class LogFile {
public:
    /// Opens, or creates. Gathers up to `buffer_size` bytes before it writes. Throws
    /// std::runtime_error with path and reason.
    LogFile(std::string path, std::size_t buffer_size);
    /// Writes what is gathered.
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    const std::string& path() const noexcept { return path_; }
    /// Adds a line, which comes without its newline. What cannot be written is counted; the file
    /// says how much that was as soon as it can be written again.
    void write(std::string_view line);
    void flush();
    /// Closes, and opens what has the name now. Throws as the constructor; lines are lost then
    /// until it succeeds.
    void reopen();

private:
    bool write_out(std::string_view bytes);
    void report_lost();
    void close() noexcept;

    const std::string path_;
    const std::size_t buffer_size_;
    int file_ = -1;
    std::string gathered_;
    std::uint64_t lost_ = 0; // lines
    bool cut_ = false; // the file ends within a line
};

} // namespace dmq::log
