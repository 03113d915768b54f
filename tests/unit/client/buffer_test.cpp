// SPDX-License-Identifier: BSL-1.0
// The buffer against a string, with random operations.
#include <gtest/gtest.h>

#include <algorithm>
#include <buffer.hpp>
#include <random>
#include <string>

namespace dmq::client {
namespace {

TEST(Buffer, BehavesAsAString)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Buffer buffer;
    std::string model;
    for (int i = 0; i < 2000; ++i) {
        const std::string piece(random() % 9000, static_cast<char>('a' + i % 26));
        buffer.append(bytes_of(piece));
        model += piece;
        const std::size_t gone = std::min<std::size_t>(model.size(), random() % 12000);
        buffer.consume(gone);
        model.erase(0, gone);
        ASSERT_EQ(text_of(buffer.data()), model);
    }
}

TEST(Buffer, GivesTheSpaceThatIsAskedFor)
{
    Buffer buffer;
    for (const std::size_t size : {1, 5000, 300'000, 10}) {
        EXPECT_GE(buffer.space(size).size(), size);
        buffer.commit(size);
    }
    EXPECT_EQ(buffer.size(), 305'011U);
    buffer.clear();
    EXPECT_EQ(buffer.size(), 0U);
}

} // namespace
} // namespace dmq::client
