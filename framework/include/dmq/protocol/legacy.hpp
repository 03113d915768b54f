// SPDX-License-Identifier: BSL-1.0
// The legacy wire format (legacy-protocol.md): codes, and codecs on buffered bytes. No I/O.
#pragma once

#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>
#include <dmq/plugin/stream.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

namespace dmq::legacy {

/// legacy-protocol §4.
enum class Command : std::int32_t {
    push = 1,
    pop = 2,
    get_channels = 3,
    get_channel_size = 4,
    get_size = 5,
    consume = 6,
    get_size_limit = 7,
    get_num_connections = 8,
    push_multi = 9,
    produce = 10,
    produce_multi = 11,
    remove_channel = 12,
    push_multi2 = 13,
};

/// legacy-protocol §5.
enum class Status : std::int32_t {
    ok = 200,
    not_supported = 406,
    out_of_memory = 407,
    empty_value = 408,
    bad_channel_name = 409,
    error = 500,
};

/// legacy-protocol §3: the longest byte string that is accepted.
inline constexpr std::size_t max_array = 10 * 1024 * 1024;
/// The longest list of channel names, all bytes of it (§12 D5: generous).
inline constexpr std::size_t max_list = 16 * 1024 * 1024;

enum class Error { array_too_long = 1, list_too_long };
DMQ_EXPORT const std::error_category& error_category() noexcept;
inline std::error_code make_error_code(Error error) noexcept
{
    return {static_cast<int>(error), error_category()};
}

/// One integer.
template <class T> class IntegerCodec final : public ReadGoal {
public:
    std::size_t wanted(Bytes) noexcept override { return sizeof(T); }
    std::error_code error() const noexcept { return {}; }
    std::size_t size() const noexcept { return sizeof(T); }
    T result(Bytes buffered) const noexcept { return load<T>(buffered.data()); }
};

/// N byte strings in a row, buffered together, so that all views are valid at once.
template <std::size_t N> class ArraysCodec final : public ReadGoal {
public:
    std::size_t wanted(Bytes buffered) noexcept override
    {
        while (found_ < N && size_ + record_header <= buffered.size()) {
            const auto length = load<std::uint64_t>(buffered.data() + size_);
            if (length > max_array) {
                too_long_ = true;
                return 0;
            }
            if (length > buffered.size() - size_ - record_header)
                return size_ + record_header + length;
            starts_[found_++] = size_ + record_header;
            size_ += record_header + length;
        }
        return found_ == N ? size_ : size_ + record_header;
    }
    std::error_code error() const noexcept
    {
        return too_long_ ? make_error_code(Error::array_too_long) : std::error_code();
    }
    std::size_t size() const noexcept { return size_; }
    std::array<Bytes, N> result(Bytes buffered) const noexcept
    {
        std::array<Bytes, N> arrays;
        for (std::size_t i = 0; i < N; ++i) {
            const std::byte* start = buffered.data() + starts_[i];
            arrays[i] = {start, load<std::uint64_t>(start - record_header)};
        }
        return arrays;
    }

private:
    std::array<std::size_t, N> starts_{};
    std::size_t found_ = 0;
    std::size_t size_ = 0;
    bool too_long_ = false;
};

/// A list of names (§2) and, if Value is set, one byte string behind it.
struct ListAndValue {
    std::vector<std::string_view> names;
    Bytes value;
};
template <bool Value> class DMQ_EXPORT ListCodec final : public ReadGoal {
public:
    std::size_t wanted(Bytes buffered) noexcept override;
    std::error_code error() const noexcept { return error_; }
    std::size_t size() const noexcept { return size_; }
    ListAndValue result(Bytes buffered) const;

private:
    std::size_t size_ = 0; // bytes parsed so far
    std::size_t list_size_ = 0; // including the terminator, once it is found
    bool list_complete_ = false;
    bool complete_ = false;
    std::error_code error_;
};
extern template class ListCodec<true>;
extern template class ListCodec<false>;

/// What stands at the head of a stream of records (§7.3): whole records, and whether the empty one
/// that ends the stream comes right behind them.
struct StreamPart {
    RecordRun run;
    bool last = false;
};

/// Satisfied with at least one whole record or the end of the stream; finds all that is buffered,
/// up to `max_bytes`, beyond which it takes no further record.
class DMQ_EXPORT StreamCodec final : public ReadGoal {
public:
    explicit StreamCodec(std::size_t max_bytes) noexcept : max_bytes_(max_bytes) { }
    std::size_t wanted(Bytes buffered) noexcept override;
    std::error_code error() const noexcept { return error_; }
    std::size_t size() const noexcept { return run_size_ + (last_ ? record_header : 0); }
    StreamPart result(Bytes buffered) const noexcept
    {
        return {{buffered.first(run_size_), records_}, last_};
    }

private:
    std::size_t max_bytes_;
    std::size_t run_size_ = 0;
    std::uint32_t records_ = 0;
    bool last_ = false;
    std::error_code error_;
};

/// Writing the primitives of §2.
inline void write(IByteWriter& out, Status status)
{
    std::array<std::byte, sizeof status> bytes;
    store(bytes.data(), status);
    out.write(bytes);
}

template <std::integral T> void write_integer(IByteWriter& out, T value)
{
    std::array<std::byte, sizeof value> bytes;
    store(bytes.data(), value);
    out.write(bytes);
}

inline void write_array(IByteWriter& out, Bytes array)
{
    write_integer(out, static_cast<std::uint64_t>(array.size()));
    out.write(array);
}

inline void write_array(IByteWriter& out, std::string_view text)
{
    write_array(out, bytes_of(text));
}

} // namespace dmq::legacy

template <> struct std::is_error_code_enum<dmq::legacy::Error> : std::true_type {
};
