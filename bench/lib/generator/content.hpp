// SPDX-License-Identifier: BSL-1.0
// What is in the records: enough to find out whether each arrived once, undamaged and in time.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstdint>
#include <vector>

namespace dmq::bench {

/// Makes and checks records of one size: u64 index, u64 time stamp, then bytes that depend on the
/// index.
class Content {
public:
    explicit Content(std::size_t record_size);

    /// Valid until the next call.
    Bytes make(std::uint64_t index, std::uint64_t stamp = 0) noexcept;
    /// Throws std::runtime_error if it is not a record of make(): size, or any byte.
    void check(Bytes record) const;

    static std::uint64_t index_of(Bytes record) noexcept;
    static std::uint64_t stamp_of(Bytes record) noexcept;

private:
    Bytes body(std::uint64_t index) const noexcept;

    std::vector<std::byte> record_;
    std::vector<std::byte> pattern_;
};

/// Counts and sums up what one subscriber got.
class Tally {
public:
    /// `in_order`: throws std::runtime_error from add() for any index but the next one.
    explicit Tally(bool in_order) noexcept : in_order_(in_order) { }

    void add(std::uint64_t index);
    std::uint64_t count() const noexcept { return count_; }
    /// Throws std::runtime_error unless exactly the indices 0 to `records` - 1 were added.
    void check(std::uint64_t records) const;

private:
    bool in_order_;
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
};

} // namespace dmq::bench
