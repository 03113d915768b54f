// SPDX-License-Identifier: BSL-1.0
// RequestSlot: what it does with requests that are too large for it.
#include "net/request_slot.hpp"

#include <gtest/gtest.h>

#include <array>
#include <malloc.h>
#include <stdexcept>

namespace dmq {
namespace {

struct Large {
    virtual ~Large() = default;
    std::array<char, 4096> bytes;
};

constexpr RequestType large{
    .id = {}, .name = "Large", .size = sizeof(Large), .alignment = alignof(Large)};

Large* fail(void*) { throw std::runtime_error("no request today"); }

TEST(RequestSlot, KeepsNoMemoryOfARequestThatCannotBeMade)
{
    constexpr std::size_t rounds = 1000;
    const std::size_t before = ::mallinfo2().uordblks;
    for (std::size_t i = 0; i < rounds; ++i)
        EXPECT_THROW(RequestSlot<Large>(large, &fail), std::runtime_error);
    EXPECT_LT(::mallinfo2().uordblks, before + rounds * sizeof(Large) / 2);
}

} // namespace
} // namespace dmq
