// SPDX-License-Identifier: BSL-1.0
// A file that is only read.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace dmq::cli {

class InspectedFile {
public:
    /// Throws Failure(io) with path and reason, as read() and map() do.
    explicit InspectedFile(std::filesystem::path path);
    InspectedFile(const InspectedFile&) = delete;
    InspectedFile& operator=(const InspectedFile&) = delete;
    ~InspectedFile();

    std::uint64_t size() const noexcept { return size_; }
    /// Fills `into` from a place as far as the file goes; returns how far.
    std::size_t read(std::uint64_t at, std::span<std::byte> into) const;
    std::string text() const;
    /// All of it, valid as long as this object. Only for files that nobody truncates meanwhile.
    Bytes map();

private:
    [[noreturn]] void fail(const char* action) const;

    const std::filesystem::path path_;
    int file_;
    std::uint64_t size_ = 0;
    void* mapped_ = nullptr;
};

} // namespace dmq::cli
