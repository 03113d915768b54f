// SPDX-License-Identifier: BSL-1.0
// Fields of neo payloads (neo-protocol, Conventions): little-endian integers, and arrays, which are
// a u64 length and that many bytes.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

namespace dmq::neo {

/// Takes fields off the front of a payload. Never reads past its end: from the first missing byte
/// on every field is zero or empty and finish() is false. Views live as long as the payload.
class PayloadReader {
public:
    explicit PayloadReader(Bytes payload) noexcept : rest_(payload) { }

    std::uint8_t u8() noexcept { return integer<std::uint8_t>(); }
    std::int8_t i8() noexcept { return integer<std::int8_t>(); }
    std::uint32_t u32() noexcept { return integer<std::uint32_t>(); }
    std::uint64_t u64() noexcept { return integer<std::uint64_t>(); }
    /// The next `size` bytes, without a length in front.
    Bytes raw(std::uint64_t size) noexcept
    {
        if (size > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return {};
        }
        const Bytes field = rest_.first(size);
        rest_ = rest_.subspan(size);
        return field;
    }
    Bytes array() noexcept { return raw(u64()); }
    /// The next `count` arrays as records in wire layout; empty if they are not all there.
    RecordRun arrays(std::uint32_t count) noexcept
    {
        const Bytes from = rest_;
        for (std::uint32_t i = 0; i < count && !failed_; ++i)
            array();
        return failed_ ? RecordRun{} : RecordRun{from.first(from.size() - rest_.size()), count};
    }
    /// All arrays that follow; empty if the last one is cut off.
    RecordRun all_arrays() noexcept
    {
        const Bytes from = rest_;
        std::uint32_t count = 0;
        for (; !rest_.empty(); ++count)
            array();
        return failed_ ? RecordRun{} : RecordRun{from, count};
    }

    /// Whether every field asked for was there.
    bool ok() const noexcept { return !failed_; }
    /// ok(), and nothing is left (§5.5: surplus bytes are an error).
    bool finish() const noexcept { return ok() && rest_.empty(); }

private:
    template <class T> T integer() noexcept
    {
        const Bytes field = raw(sizeof(T));
        return field.empty() ? T{} : load<T>(field.data());
    }

    Bytes rest_;
    bool failed_ = false;
};

/// Puts fixed-size fields behind each other, at most Capacity bytes in all:
/// `PayloadBuilder<9>().u8(3).u64(size).view()`. The view lives as long as the builder.
template <std::size_t Capacity> class PayloadBuilder {
public:
    PayloadBuilder& u8(std::uint8_t value) noexcept { return integer(value); }
    PayloadBuilder& i8(std::int8_t value) noexcept { return integer(value); }
    PayloadBuilder& u64(std::uint64_t value) noexcept { return integer(value); }

    Bytes view() const noexcept { return Bytes(bytes_).first(size_); }

private:
    template <class T> PayloadBuilder& integer(T value) noexcept
    {
        assert(sizeof value <= Capacity - size_);
        store(bytes_.data() + size_, value);
        size_ += sizeof value;
        return *this;
    }

    std::array<std::byte, Capacity> bytes_;
    std::size_t size_ = 0;
};

} // namespace dmq::neo
