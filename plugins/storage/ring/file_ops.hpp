// SPDX-License-Identifier: BSL-1.0
// The calls of the operating system that files need: one seam for tests that let them fail.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <sys/uio.h>
#include <vector>

namespace dmq::ring {

inline constexpr std::string_view log_name = "storage.ring";

enum class EntryKind : std::uint8_t { file, directory, other };

struct DirectoryEntry {
    std::string name;
    EntryKind kind = EntryKind::file;
    std::uint64_t size = 0; // of a file
};

/// Told of so many more bytes read or written.
using Told = std::function<void(std::uint64_t bytes)>;

/// Each method is the POSIX call of its name and sets errno likewise. Any thread.
class IFileOps {
public:
    virtual ~IFileOps() = default;
    virtual int open(const std::string& path, int flags) noexcept = 0;
    virtual ssize_t read(int file, std::span<std::byte> into) noexcept = 0;
    virtual ssize_t writev(int file, std::span<const iovec> from) noexcept = 0;
    virtual ssize_t pread(int file, std::span<std::byte> into, std::uint64_t at) noexcept = 0;
    virtual ssize_t pwritev(int file, std::span<const iovec> from, std::uint64_t at) noexcept = 0;
    virtual int ftruncate(int file, std::uint64_t size) noexcept = 0;
    virtual int fallocate(int file, int mode, std::uint64_t at, std::uint64_t size) noexcept = 0;
    virtual int fdatasync(int file) noexcept = 0;
    /// Has the disk begin with what is not on it yet; waits for nothing, promises nothing.
    virtual int sync_file_range(int file) noexcept = 0;
    /// Bytes in the file; -1 on error.
    virtual std::int64_t size(int file) noexcept = 0;
    virtual int fsync(int file) noexcept = 0;
    virtual int close(int file) noexcept = 0;
    virtual int rename(const std::string& from, const std::string& to) noexcept = 0;
    virtual int unlink(const std::string& path) noexcept = 0;
    virtual bool exists(const std::string& path) noexcept = 0;
    /// Everything in the directory but `.` and `..`, sorted; links are followed. Throws
    /// std::system_error naming the path.
    virtual std::vector<DirectoryEntry> list(const std::string& path) = 0;
};

/// The real ones. Lives as long as the process.
IFileOps& posix_file_ops() noexcept;

/// Bytes to be written: the system's structure does not know that it only reads them.
iovec piece_of(Bytes bytes) noexcept;

/// Throws std::system_error of the current errno: "cannot <action> <path>: <reason>".
[[noreturn]] void throw_errno(const char* action, const std::string& path);

/// An open file, closed at the end. Interrupted calls are repeated. All but the destructor throw
/// std::system_error with action, path and reason.
class File {
public:
    File(IFileOps& ops, std::string path, int flags);
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    std::uint64_t size() const;
    /// Fills `into` as far as the file goes; returns how far.
    std::uint64_t read(std::span<std::byte> into, const Told& told = {}) const;
    /// Writes all pieces, which are changed on the way.
    void write(std::span<iovec> pieces, const Told& told = {}) const;
    void write(std::string_view text) const;
    void sync() const;

    /// The same at a place of the file.
    std::size_t read_at(std::uint64_t at, std::span<std::byte> into) const;
    void write_at(std::uint64_t at, std::span<iovec> pieces) const;
    void write_at(std::uint64_t at, Bytes bytes) const;
    /// Makes the content durable, and what is needed to find it.
    void sync_data() const;
    void truncate(std::uint64_t size) const;
    /// See fallocate(2). False if the file system cannot do this.
    bool allocate(int mode, std::uint64_t at, std::uint64_t size) const;
    const std::string& path() const noexcept { return path_; }

private:
    IFileOps& ops_;
    std::string path_;
    int file_;
};

/// Everything in a file. Throws std::system_error.
std::string read_file(IFileOps& ops, const std::string& path);

/// Writes a file by way of `temporary`, in the same directory; an older one is replaced only when
/// the new one is complete and durable. The directory is not synced. Throws std::system_error.
void replace_file(IFileOps& ops, const std::string& path, const std::string& temporary,
                  std::span<iovec> pieces, const Told& told = {});

/// Renames a damaged file to `<path>.damaged`, or the like if that exists. Throws
/// std::system_error.
void set_aside(IFileOps& ops, const std::string& path);
/// A name for a damaged file that does not exist yet: `<path>.damaged`, `<path>.damaged.1`, …
std::string aside_name(IFileOps& ops, const std::string& path);

/// Makes names in the directory durable; throws std::system_error.
void sync_directory(IFileOps& ops, const std::string& path);

} // namespace dmq::ring
