// SPDX-License-Identifier: BSL-1.0
#include "content.hpp"

#include <dmq/bench/workload.hpp>

#include <cstring>
#include <stdexcept>
#include <string>

namespace dmq::bench {
namespace {

constexpr std::size_t head_size = 2 * sizeof(std::uint64_t);
constexpr std::size_t shifts = 64; // different bodies

std::uint64_t mix(std::uint64_t value) noexcept
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

} // namespace

Content::Content(std::size_t record_size)
{
    if (record_size < min_record_size)
        throw std::runtime_error("records have to be " + std::to_string(min_record_size) +
                                 " bytes at least");
    record_.resize(record_size);
    pattern_.resize(record_size - head_size + shifts);
    for (std::size_t i = 0; i < pattern_.size(); ++i)
        pattern_[i] = static_cast<std::byte>(mix(i + 1));
}

Bytes Content::make(std::uint64_t index, std::uint64_t stamp) noexcept
{
    store(record_.data(), index);
    store(record_.data() + sizeof index, stamp);
    const Bytes rest = body(index);
    std::memcpy(record_.data() + head_size, rest.data(), rest.size());
    return record_;
}

void Content::check(Bytes record) const
{
    if (record.size() != record_.size())
        throw std::runtime_error("a record of " + std::to_string(record.size()) +
                                 " bytes arrived, all were of " + std::to_string(record_.size()));
    const Bytes rest = body(index_of(record));
    if (std::memcmp(record.data() + head_size, rest.data(), rest.size()) != 0)
        throw std::runtime_error("a damaged record arrived, its index is " +
                                 std::to_string(index_of(record)));
}

std::uint64_t Content::index_of(Bytes record) noexcept
{
    return load<std::uint64_t>(record.data());
}

std::uint64_t Content::stamp_of(Bytes record) noexcept
{
    return load<std::uint64_t>(record.data() + sizeof(std::uint64_t));
}

Bytes Content::body(std::uint64_t index) const noexcept
{
    return Bytes(pattern_).subspan(index % shifts, record_.size() - head_size);
}

void Tally::add(std::uint64_t index)
{
    if (in_order_ && index != count_)
        throw std::runtime_error("record " + std::to_string(index) + " arrived where " +
                                 std::to_string(count_) + " was next");
    ++count_;
    sum_ += mix(index);
}

void Tally::check(std::uint64_t records) const
{
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < records; ++i)
        sum += mix(i);
    if (count_ != records || sum_ != sum)
        throw std::runtime_error(
            std::to_string(count_) + " records arrived, " + std::to_string(records) +
            " were expected" +
            (count_ == records ? "; some are missing and others came twice" : ""));
}

} // namespace dmq::bench
