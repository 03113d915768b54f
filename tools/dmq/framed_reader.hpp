// SPDX-License-Identifier: BSL-1.0
// Records in binary input: each is its length, then its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dmq::cli {

/// Reads `u64 length, little endian; bytes` again and again. Reads `fd`, which is not closed.
class FramedReader {
public:
    /// `name` is for messages; records have 1 to `max` bytes.
    FramedReader(int fd, std::string name, std::uint64_t max);

    /// The next record, waiting for it; nullopt at the end. Valid until the next call. Throws
    /// Failure(io): a length that cannot be, or an end within a record.
    std::optional<std::string_view> next();
    int fd() const noexcept { return fd_; }

private:
    bool read_exactly(char* to, std::size_t size, bool may_end);
    [[noreturn]] void fail(const std::string& what) const;

    int fd_;
    std::string name_;
    std::uint64_t max_;
    std::uint64_t number_ = 0; // of the record that is read, from 1
    std::string record_;
};

} // namespace dmq::cli
