// SPDX-License-Identifier: BSL-1.0
// StreamReader: items in fragments, growth, errors.
#include "fixtures/reader_fixture.hpp"
#include "support/wire.hpp"

#include <gmock/gmock.h>

#include <random>
#include <string>
#include <vector>

namespace dmq {
namespace {

using support::arr;
using support::cmd;
using support::StreamReaderTest;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(StreamReaderTest, FindsItemsInFragmentsCutAnywhere)
{
    const std::string request = cmd(77) + arr("channel") + arr(std::string(300, 'v'));
    for (std::size_t cut = 0; cut < request.size(); ++cut) {
        arrays_.clear();
        const Task<> task = read_request();
        ASSERT_FALSE(task.start());
        send_all(request.substr(0, cut));
        ASSERT_FALSE(task.done());
        ASSERT_EQ(code_ == 77, cut >= 4);
        send_all(request.substr(cut));
        ASSERT_TRUE(task.done());
        ASSERT_THAT(arrays_, ElementsAre("channel", std::string(300, 'v')));
        ASSERT_THAT(reader_.buffered(), IsEmpty());
        code_ = 0;
    }
    EXPECT_EQ(traffic_.received, request.size() * request.size());
}

TEST_F(StreamReaderTest, FindsItemsByteByByte)
{
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    for (const char byte : arr("abc") + arr("") + arr("d"))
        send_all({&byte, 1});
    EXPECT_THAT(arrays_, ElementsAre("abc", "", "d"));
}

TEST_F(StreamReaderTest, WhatIsBufferedIsReadWithoutWaiting)
{
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("a") + arr("b") + arr("c") + "rest");
    EXPECT_THAT(arrays_, ElementsAre("a", "b", "c"));
    EXPECT_EQ(owner_.waits, 2);
    EXPECT_EQ(text_of(reader_.buffered()), "rest");
}

TEST_F(StreamReaderTest, OutputIsSentBeforeWaiting)
{
    bool sent = false;
    owner_.on_wait = [&] { sent = !reader_.busy(); };
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    EXPECT_TRUE(sent);
    EXPECT_TRUE(reader_.busy());
}

TEST_F(StreamReaderTest, GrowsForLongItems)
{
    std::string longest(legacy::max_array, '\0');
    for (std::size_t i = 0; i < longest.size(); ++i)
        longest[i] = static_cast<char>(i * 31 % 251);
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("short") + arr(longest) + arr("short"));
    ASSERT_EQ(arrays_.size(), 3U);
    EXPECT_TRUE(arrays_[1] == longest);
    EXPECT_EQ(arrays_[2], "short");
}

TEST_F(StreamReaderTest, ReadsRandomItemsInRandomFragments)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::vector<std::string> expected;
    std::string wire;
    for (int i = 0; i < 1000; ++i) {
        const std::size_t limit = i % 50 == 0 ? 300'000 : 500;
        expected.emplace_back(random() % limit, static_cast<char>('a' + i % 26));
        wire += arr(expected.back());
    }
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    for (std::size_t at = 0; at < wire.size();) {
        const std::size_t size = 1 + random() % 100'000;
        send_all(std::string_view(wire).substr(at, size));
        at += size;
    }
    EXPECT_TRUE(arrays_ == expected);
}

TEST_F(StreamReaderTest, TooLongItemsAreAnError)
{
    const Task<> task = read_arrays();
    ASSERT_FALSE(task.start());
    send_all(arr("fine") + support::u64(legacy::max_array + 1));
    EXPECT_TRUE(task.done());
    EXPECT_THAT(arrays_, ElementsAre("fine"));
    EXPECT_EQ(error_, legacy::Error::array_too_long);
}

} // namespace
} // namespace dmq
