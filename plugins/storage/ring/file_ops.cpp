// SPDX-License-Identifier: BSL-1.0
// The calls of the operating system, and files that are read and written whole.
#include "file_ops.hpp"

#include <dmq/plugin/log.hpp>

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
    ssize_t pread(int file, std::span<std::byte> into, std::uint64_t at) noexcept override
    {
        return ::pread(file, into.data(), into.size(), static_cast<off_t>(at));
    }
    ssize_t pwritev(int file, std::span<const iovec> from, std::uint64_t at) noexcept override
    {
        return ::pwritev(file, from.data(), static_cast<int>(from.size()), static_cast<off_t>(at));
    }
    int ftruncate(int file, std::uint64_t size) noexcept override
    {
        return ::ftruncate(file, static_cast<off_t>(size));
    }
    int fallocate(int file, int mode, std::uint64_t at, std::uint64_t size) noexcept override
    {
        return ::fallocate(file, mode, static_cast<off_t>(at), static_cast<off_t>(size));
    }
    int sync_file_range(int file) noexcept override
    {
        return ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    int fdatasync(int file) noexcept override { return ::fdatasync(file); }
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
    for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
        std::error_code unknown;
        const auto size = at->file_size(unknown);
        entries.push_back({at->path().filename().string(), kind_of(*at), unknown ? 0 : size});
    }
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

/// Bytes for one call: progress is seen, and the disk works while the next ones are copied.
constexpr std::size_t largest_call = 1 << 20;

/// The first pieces, `most` bytes in all; if the first one is larger, a part of it.
std::span<const iovec> for_one_call(std::span<const iovec> pieces, std::size_t most,
                                    iovec& part) noexcept
{
    std::size_t count = 0;
    for (std::size_t size = 0; count < std::min<std::size_t>(pieces.size(), IOV_MAX); ++count) {
        size += pieces[count].iov_len;
        if (size > most)
            break;
    }
    if (count != 0)
        return pieces.first(count);
    part = {pieces[0].iov_base, most};
    return {&part, 1};
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

iovec piece_of(Bytes bytes) noexcept
{
    return {const_cast<std::byte*>(bytes.data()), bytes.size()};
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

std::uint64_t File::read(std::span<std::byte> into, const Told& told) const
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        const auto rest = into.subspan(filled);
        const auto got = retried(
            [&] { return ops_.read(file_, rest.first(std::min(rest.size(), largest_call))); });
        if (got < 0)
            throw_errno("read", path_);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
        if (told)
            told(static_cast<std::uint64_t>(got));
    }
    return filled;
}

void File::write(std::span<iovec> pieces, const Told& told) const
{
    std::size_t left = largest_call; // of this block of the file
    while (!pieces.empty()) {
        iovec part;
        const auto batch = for_one_call(pieces, left, part);
        const auto written = retried([&] { return ops_.writev(file_, batch); });
        if (written < 0)
            throw_errno("write", path_);
        left -= static_cast<std::size_t>(written);
        if (left == 0) {
            ops_.sync_file_range(file_);
            left = largest_call;
        }
        pieces = advance(pieces, static_cast<std::size_t>(written));
        if (told)
            told(static_cast<std::uint64_t>(written));
    }
}

void File::write(std::string_view text) const
{
    iovec piece = piece_of(bytes_of(text));
    write({&piece, 1});
}

void File::sync() const
{
    if (retried([&] { return ops_.fsync(file_); }) != 0)
        throw_errno("sync", path_);
}

std::size_t File::read_at(std::uint64_t at, std::span<std::byte> into) const
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        const auto got = retried(
            [&] { return ops_.pread(file_, into.subspan(filled), at + filled); });
        if (got < 0)
            throw_errno("read", path_);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

void File::write_at(std::uint64_t at, std::span<iovec> pieces) const
{
    while (!pieces.empty()) {
        const auto batch = pieces.first(std::min<std::size_t>(pieces.size(), IOV_MAX));
        const auto written = retried([&] { return ops_.pwritev(file_, batch, at); });
        if (written < 0)
            throw_errno("write", path_);
        at += static_cast<std::uint64_t>(written);
        pieces = advance(pieces, static_cast<std::size_t>(written));
    }
}

void File::write_at(std::uint64_t at, Bytes bytes) const
{
    iovec piece = piece_of(bytes);
    write_at(at, {&piece, 1});
}

void File::sync_data() const
{
    if (retried([&] { return ops_.fdatasync(file_); }) != 0)
        throw_errno("sync", path_);
}

void File::truncate(std::uint64_t size) const
{
    if (retried([&] { return ops_.ftruncate(file_, size); }) != 0)
        throw_errno("truncate", path_);
}

bool File::allocate(int mode, std::uint64_t at, std::uint64_t size) const
{
    if (retried([&] { return ops_.fallocate(file_, mode, at, size); }) == 0)
        return true;
    if (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)
        throw_errno("cut the head off", path_);
    return false;
}

std::string read_file(IFileOps& ops, const std::string& path)
{
    const File file(ops, path, O_RDONLY);
    std::string content(file.size(), '\0');
    content.resize(file.read(std::as_writable_bytes(std::span(content))));
    return content;
}

void replace_file(IFileOps& ops, const std::string& path, const std::string& temporary,
                  std::span<iovec> pieces, const Told& told)
{
    try {
        {
            const File file(ops, temporary, O_WRONLY | O_CREAT | O_TRUNC);
            file.write(pieces, told);
            file.sync();
        }
        if (ops.rename(temporary, path) != 0)
            throw_errno("rename", temporary + " to " + path);
    } catch (...) {
        ops.unlink(temporary);
        throw;
    }
}

std::string aside_name(IFileOps& ops, const std::string& path)
{
    std::string aside = path + ".damaged";
    for (unsigned n = 1; ops.exists(aside); ++n)
        aside = path + ".damaged." + std::to_string(n);
    return aside;
}

void set_aside(IFileOps& ops, const std::string& path)
{
    const std::string aside = aside_name(ops, path);
    if (ops.rename(path, aside) != 0)
        throw_errno("rename", path + " to " + aside);
    log::warn(log_name, path, ": renamed to ", aside);
}

void sync_directory(IFileOps& ops, const std::string& path)
{
    File(ops, path, O_RDONLY | O_DIRECTORY).sync();
}

} // namespace dmq::ring
