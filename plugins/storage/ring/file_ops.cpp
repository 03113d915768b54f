// SPDX-License-Identifier: BSL-1.0
// The calls of the operating system, and files that are read and written whole.
#include "file_ops.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dmq::ring {

namespace {

class PosixFileOps final : public IFileOps {
public:
    int open(const std::string& path, int flags) noexcept override
    {
        return ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    }
    ssize_t read(int file, std::span<std::byte> into) noexcept override
    {
        return ::read(file, into.data(), into.size());
    }
    ssize_t writev(int file, std::span<const iovec> from) noexcept override
    {
        return ::writev(file, from.data(), static_cast<int>(from.size()));
    }
    std::int64_t size(int file) noexcept override
    {
        struct stat status { };
        return ::fstat(file, &status) == 0 ? status.st_size : -1;
    }
    int fsync(int file) noexcept override { return ::fsync(file); }
    int close(int file) noexcept override { return ::close(file); }
    int rename(const std::string& from, const std::string& to) noexcept override
    {
        return ::rename(from.c_str(), to.c_str());
    }
    int unlink(const std::string& path) noexcept override { return ::unlink(path.c_str()); }
    bool exists(const std::string& path) noexcept override
    {
        struct stat status { };
        return ::lstat(path.c_str(), &status) == 0 || errno != ENOENT;
    }
    std::vector<DirectoryEntry> list(const std::string& path) override;
};

EntryKind kind_of(const std::filesystem::directory_entry& entry)
{
    std::error_code ignored; // a dangling link is "other"
    if (entry.is_directory(ignored))
        return EntryKind::directory;
    return entry.is_regular_file(ignored) ? EntryKind::file : EntryKind::other;
}

std::vector<DirectoryEntry> PosixFileOps::list(const std::string& path)
{
    std::vector<DirectoryEntry> entries;
    std::error_code error;
    std::filesystem::directory_iterator at(path, error);
    for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
        entries.push_back({at->path().filename().string(), kind_of(*at)});
    if (error)
        throw std::system_error(error, "cannot list " + path);
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
}

template <class Call> auto retried(Call call) noexcept
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

/// What is left after `written` bytes.
std::span<iovec> advance(std::span<iovec> pieces, std::size_t written) noexcept
{
    while (!pieces.empty() && written >= pieces[0].iov_len) {
        written -= pieces[0].iov_len;
        pieces = pieces.subspan(1);
    }
    if (!pieces.empty()) {
        pieces[0].iov_base = static_cast<std::byte*>(pieces[0].iov_base) + written;
        pieces[0].iov_len -= written;
    }
    return pieces;
}

} // namespace

IFileOps& posix_file_ops() noexcept
{
    static PosixFileOps ops;
    return ops;
}

void throw_errno(const char* action, const std::string& path)
{
    const int reason = errno;
    throw std::system_error(reason, std::generic_category(),
                            std::string("cannot ") + action + ' ' + path);
}

File::File(IFileOps& ops, std::string path, int flags)
    : ops_(ops), path_(std::move(path)), file_(retried([&] { return ops_.open(path_, flags); }))
{
    if (file_ < 0)
        throw_errno("open", path_);
}

File::~File() { ops_.close(file_); }

std::uint64_t File::size() const
{
    const std::int64_t size = ops_.size(file_);
    if (size < 0)
        throw_errno("look at", path_);
    return static_cast<std::uint64_t>(size);
}

std::uint64_t File::read(std::span<std::byte> into) const
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        const auto got = retried([&] { return ops_.read(file_, into.subspan(filled)); });
        if (got < 0)
            throw_errno("read", path_);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

void File::write(std::span<iovec> pieces) const
{
    while (!pieces.empty()) {
        const auto batch = pieces.first(std::min<std::size_t>(pieces.size(), IOV_MAX));
        const auto written = retried([&] { return ops_.writev(file_, batch); });
        if (written < 0)
            throw_errno("write", path_);
        pieces = advance(pieces, static_cast<std::size_t>(written));
    }
}

void File::sync() const
{
    if (retried([&] { return ops_.fsync(file_); }) != 0)
        throw_errno("sync", path_);
}

void sync_directory(IFileOps& ops, const std::string& path)
{
    File(ops, path, O_RDONLY | O_DIRECTORY).sync();
}

} // namespace dmq::ring
