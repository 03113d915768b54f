// SPDX-License-Identifier: BSL-1.0
// Writes at the end of a file that wait in memory, to become one. Nothing here touches the disk.
#pragma once

#include <dmq/plugin/bytes.hpp>
#include <dmq/protocol/overflow_format.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <sys/uio.h>
#include <vector>

namespace dmq::ring {

std::size_t size_of(std::span<const iovec> pieces) noexcept;

/// The tail of the file, and record headers in front of it that lead there. One thread at a time.
class GatheredWrites {
public:
    static constexpr std::size_t most_bytes = 128 << 10;
    static constexpr std::size_t most_links = 16;

    /// A header in front of the tail, to be written after it.
    struct Link {
        std::uint64_t position = 0;
        std::array<std::byte, overflow::header_size> header{};
    };
    struct Links {
        std::array<Link, most_links> all;
        std::size_t count = 0;

        std::span<const Link> used() const noexcept { return std::span(all).first(count); }
        /// Puts those that `into`, read at `position`, covers where they belong.
        void overlay(std::uint64_t position, std::span<std::byte> into) const noexcept;
    };

    bool empty() const noexcept { return tail_.empty(); }
    /// Position where the tail begins: what lies before is in the file.
    std::uint64_t begin() const noexcept { return begin_; }
    std::uint64_t end() const noexcept { return begin_ + tail_.size(); }
    Bytes tail() const noexcept { return tail_; }
    const Links& links() const noexcept { return links_; }

    /// Whether put() would take it: at the end, or inside, or a header in front of the tail.
    bool fits(std::uint64_t position, std::size_t size) const noexcept;
    /// Only what fits. Throws std::bad_alloc, and nothing has changed.
    void put(std::uint64_t position, std::span<const iovec> pieces, std::size_t size);
    /// Copies what the tail has of the bytes from `position` on; returns how many.
    std::size_t read(std::uint64_t position, std::span<std::byte> into) const noexcept;
    /// Forgets what lies behind `end`, which becomes the tail's end, or its beginning.
    void truncate(std::uint64_t end) noexcept;
    /// Forgets everything; the file ends at `end`.
    void restart(std::uint64_t end) noexcept;

private:
    void put_link(std::uint64_t position, std::span<const iovec> pieces) noexcept;

    std::vector<std::byte> tail_;
    std::uint64_t begin_ = 0;
    Links links_;
};

} // namespace dmq::ring
