// SPDX-License-Identifier: BSL-1.0
// Views of bytes and of records in wire layout: u64 length (little-endian), then that many bytes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace dmq {

static_assert(std::endian::native == std::endian::little,
              "wire and file formats are little-endian");

/// A view; whoever hands it out says how long it is valid.
using Bytes = std::span<const std::byte>;

inline Bytes bytes_of(std::string_view text) noexcept
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::string_view text_of(Bytes bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads an integer of sizeof(T) unaligned bytes.
template <class T> T load(const std::byte* from) noexcept
{
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class T> void store(std::byte* to, T value) noexcept
{
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(to, &value, sizeof value);
}

/// Bytes that a record needs beside its payload, on the wire, in memory and in a dump file.
inline constexpr std::size_t record_header = sizeof(std::uint64_t);

/// Whole records in wire layout, back to back. A view.
struct RecordRun {
    Bytes bytes;
    std::uint32_t records = 0;
};

/// Walks the payloads of whole records in wire layout: `for (Bytes record : Records(run.bytes))`.
/// The bytes must hold whole records only; they have to outlive the iteration.
class Records {
public:
    explicit Records(Bytes run) noexcept : run_(run) { }

    class iterator {
    public:
        explicit iterator(const std::byte* at) noexcept : at_(at) { }
        Bytes operator*() const noexcept { return {at_ + record_header, load<std::uint64_t>(at_)}; }
        iterator& operator++() noexcept
        {
            at_ += record_header + load<std::uint64_t>(at_);
            return *this;
        }
        bool operator==(const iterator&) const noexcept = default;

    private:
        const std::byte* at_;
    };

    iterator begin() const noexcept { return iterator(run_.data()); }
    iterator end() const noexcept { return iterator(run_.data() + run_.size()); }

private:
    Bytes run_;
};

} // namespace dmq
