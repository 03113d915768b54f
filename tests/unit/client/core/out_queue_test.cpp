// SPDX-License-Identifier: BSL-1.0
// The queue of bytes to send: order, pieces, partial sends; checked against a plain string.
#include "core/out_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace dmq::client {
namespace {

std::string gathered(const OutQueue& queue)
{
    std::array<iovec, 64> pieces;
    std::string all;
    const std::size_t count = queue.gather(pieces);
    for (std::size_t i = 0; i < count; ++i)
        all.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    return all;
}

SharedBytes shared(std::string_view text)
{
    auto memory = std::make_shared_for_overwrite<std::byte[]>(text.size());
    std::memcpy(memory.get(), text.data(), text.size());
    return memory;
}

TEST(OutQueue, PutsSmallPiecesTogetherAndRefersToLargeOnes)
{
    OutQueue queue;
    queue.append(bytes_of("one"));
    queue.append(bytes_of("two"));
    const SharedBytes large = shared("large");
    queue.append(large, {large.get(), 5});
    queue.append(bytes_of("three"));
    std::array<iovec, 8> pieces;
    ASSERT_EQ(queue.gather(pieces), 3U);
    EXPECT_EQ(pieces[1].iov_base, large.get());
    EXPECT_EQ(gathered(queue), "onetwolargethree");
    EXPECT_EQ(queue.size(), 16U);
    queue.consume(8);
    EXPECT_EQ(gathered(queue), "rgethree");
    queue.clear();
    EXPECT_EQ(queue.size(), 0U);
    EXPECT_EQ(gathered(queue), "");
}

TEST(OutQueue, KeepsTheOrderWhateverIsAppendedAndSent)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto upto = [&](std::size_t most) { return random() % (most + 1); };
    OutQueue queue;
    std::string expected;
    for (int i = 0; i < 2000; ++i) {
        const std::string text(1 + upto(i % 50 == 0 ? 200'000 : 300),
                               static_cast<char>('a' + i % 26));
        if (upto(3) == 0) {
            const SharedBytes memory = shared(text);
            queue.append(memory, {memory.get(), text.size()});
        } else {
            queue.append(bytes_of(text));
        }
        expected += text;
        const std::size_t sent = upto(std::min<std::size_t>(expected.size(), 2000));
        queue.consume(sent);
        expected.erase(0, sent);
        ASSERT_EQ(queue.size(), expected.size());
        ASSERT_TRUE(expected.starts_with(gathered(queue)));
    }
    queue.consume(expected.size());
    EXPECT_EQ(queue.size(), 0U);
}

} // namespace
} // namespace dmq::client
