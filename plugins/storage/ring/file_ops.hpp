// SPDX-License-Identifier: BSL-1.0
// The calls of the operating system that dump files need: one seam for tests that let them fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <sys/types.h>
#include <sys/uio.h>
#include <vector>

namespace dmq::ring {

enum class EntryKind : std::uint8_t { file, directory, other };

struct DirectoryEntry {
    std::string name;
    EntryKind kind = EntryKind::file;
};

/// Each method is the POSIX call of its name and sets errno likewise. Any thread.
class IFileOps {
public:
    virtual ~IFileOps() = default;
    virtual int open(const std::string& path, int flags) noexcept = 0;
    virtual ssize_t read(int file, std::span<std::byte> into) noexcept = 0;
    virtual ssize_t writev(int file, std::span<const iovec> from) noexcept = 0;
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
    std::uint64_t read(std::span<std::byte> into) const;
    /// Writes all pieces, which are changed on the way.
    void write(std::span<iovec> pieces) const;
    void sync() const;

private:
    IFileOps& ops_;
    std::string path_;
    int file_;
};

/// Makes names in the directory durable; throws std::system_error.
void sync_directory(IFileOps& ops, const std::string& path);

} // namespace dmq::ring
