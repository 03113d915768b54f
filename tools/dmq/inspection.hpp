// SPDX-License-Identifier: BSL-1.0
// Looks at dump and overflow files, of this node or the original, healthy or damaged; changes
// nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace dmq::cli {

/// What is found, line by line.
class Inspection {
public:
    enum class Records : std::uint8_t { counted, listed };
    using Print = std::function<void(std::string_view line)>;

    Inspection(Print print, Records records) : print_(std::move(print)), records_(records) { }

    /// A data directory, or one of its files. Throws Failure(io) if it cannot be read.
    void inspect(const std::filesystem::path& path);
    /// Damaged places, and files that contradict each other.
    std::uint64_t problems() const noexcept { return problems_; }

private:
    using Path = std::filesystem::path;

    void directory(const Path& path);
    void file(const Path& path);
    void dump(const Path& path);
    void overflow(const Path& path);
    void index(const Path& path);
    void own_index(const Path& path);
    void subscribers(const Path& path);

    void line(const Path& path, const std::string& what);
    void detail(const std::string& what) { print_("  " + what); }
    void problem(const Path& path, const std::string& what);

    Print print_;
    const Records records_;
    std::uint64_t problems_ = 0;
};

} // namespace dmq::cli
