// SPDX-License-Identifier: BSL-1.0
// The real files, with faults on demand.
#pragma once

#include "storage/ring/file_ops.hpp"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace dmq::ring::test {

class FaultyFileOps final : public IFileOps {
public:
    /// Asked before each call; errno of the failure, or 0.
    std::function<int(std::string_view call, const std::string& path)> fault;
    /// The same for fallocate(), by its mode.
    std::function<int(int mode)> fault_of_mode;
    /// Largest read, and largest write of one piece; 0: no limit.
    std::size_t at_most = 0;
    /// Every other read and write is interrupted first.
    bool interrupts = false;
    bool syncs = true;
    std::multiset<std::string> calls;

    int open(const std::string& path, int flags) noexcept override
    {
        return fails("open", path) ? -1 : real_.open(path, flags);
    }
    ssize_t read(int file, std::span<std::byte> into) noexcept override
    {
        if (interrupted() || fails("read", {}))
            return -1;
        return real_.read(file, at_most == 0 ? into : into.first(std::min(at_most, into.size())));
    }
    ssize_t writev(int file, std::span<const iovec> from) noexcept override
    {
        if (interrupted() || fails("writev", {}))
            return -1;
        if (at_most == 0)
            return real_.writev(file, from);
        const iovec piece{from[0].iov_base, std::min(at_most, from[0].iov_len)};
        return real_.writev(file, {&piece, 1});
    }
    ssize_t pread(int file, std::span<std::byte> into, std::uint64_t at) noexcept override
    {
        if (interrupted() || fails("pread", {}))
            return -1;
        return real_.pread(file, at_most == 0 ? into : into.first(std::min(at_most, into.size())),
                           at);
    }
    ssize_t pwritev(int file, std::span<const iovec> from, std::uint64_t at) noexcept override
    {
        if (interrupted() || fails("pwritev", {}))
            return -1;
        if (at_most == 0)
            return real_.pwritev(file, from, at);
        const iovec piece{from[0].iov_base, std::min(at_most, from[0].iov_len)};
        return real_.pwritev(file, {&piece, 1}, at);
    }
    int ftruncate(int file, std::uint64_t size) noexcept override
    {
        return fails("ftruncate", {}) ? -1 : real_.ftruncate(file, size);
    }
    int fallocate(int file, int mode, std::uint64_t at, std::uint64_t size) noexcept override
    {
        if (fails("fallocate", {}))
            return -1;
        errno = fault_of_mode ? fault_of_mode(mode) : 0;
        return errno != 0 ? -1 : real_.fallocate(file, mode, at, size);
    }
    int fdatasync(int file) noexcept override
    {
        return fails("fdatasync", {}) ? -1 : syncs ? real_.fdatasync(file) : 0;
    }
    int sync_file_range(int file) noexcept override
    {
        return fails("sync_file_range", {}) ? -1 : syncs ? real_.sync_file_range(file) : 0;
    }
    std::int64_t size(int file) noexcept override
    {
        return fails("size", {}) ? -1 : real_.size(file);
    }
    int fsync(int file) noexcept override
    {
        return fails("fsync", {}) ? -1 : syncs ? real_.fsync(file) : 0;
    }
    int close(int file) noexcept override
    {
        calls.insert("close");
        return real_.close(file);
    }
    int rename(const std::string& from, const std::string& to) noexcept override
    {
        return fails("rename", from) ? -1 : real_.rename(from, to);
    }
    int unlink(const std::string& path) noexcept override
    {
        return fails("unlink", path) ? -1 : real_.unlink(path);
    }
    bool exists(const std::string& path) noexcept override { return real_.exists(path); }
    std::vector<DirectoryEntry> list(const std::string& path) override
    {
        if (fails("list", path))
            throw_errno("list", path);
        return real_.list(path);
    }

private:
    bool fails(const char* call, const std::string& path)
    {
        calls.insert(call);
        const int error = fault ? fault(call, path) : 0;
        errno = error;
        return error != 0;
    }
    bool interrupted()
    {
        interrupt_ = interrupts && !interrupt_;
        errno = EINTR;
        return interrupt_;
    }

    IFileOps& real_ = posix_file_ops();
    bool interrupt_ = false;
};

} // namespace dmq::ring::test
