// SPDX-License-Identifier: BSL-1.0
// What a thread remembers of the channels that it has found, and what it borrows.
#include "fixtures/channels_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

namespace dmq {
namespace {

class FindingTest : public support::ChannelsTest { };

TEST_F(FindingTest, FindingAChannelDoesNotKeepItsQueuesAlive)
{
    ASSERT_NE(channel(), nullptr);
    ASSERT_NE(channels_.find("ch"), nullptr);
    EXPECT_EQ(storage_.alive(), 1);
    channels_.remove("ch");
    EXPECT_EQ(storage_.alive(), 0);
}

TEST_F(FindingTest, NothingOfTheStorageOutlivesTheNode)
{
    {
        Channels node(storage_, [](std::string_view) { return 1000; });
        ASSERT_NE(node.borrow_or_create("ch"), nullptr);
        EXPECT_EQ(storage_.alive(), 1);
    }
    EXPECT_EQ(storage_.alive(), 0);
}

TEST_F(FindingTest, BorrowingIsFinding)
{
    const std::string long_name(180, 'n');
    for (const std::string& name : {std::string("ch"), long_name}) {
        EXPECT_EQ(channels_.borrow(name), nullptr);
        IChannel* const created = channels_.borrow_or_create(name);
        ASSERT_NE(created, nullptr);
        EXPECT_EQ(created, channels_.find(name).get());
        EXPECT_EQ(channels_.borrow(name), created);
        EXPECT_EQ(channels_.borrow_or_create(name), created);
        EXPECT_EQ(created->name(), name);
        channels_.remove(name);
        EXPECT_EQ(channels_.borrow(name), nullptr);
    }
    EXPECT_EQ(channels_.borrow_or_create("b!"), nullptr);
}

TEST_F(FindingTest, ABorrowedChannelThatIsRemovedMeanwhilePassesPushesOn)
{
    for (const std::string& name : {std::string("ch"), std::string(180, 'n')}) {
        IChannel* const borrowed = channels_.borrow_or_create(name);
        std::thread([&] {
            channels_.remove(name);
            channels_.borrow_or_create(name);
        }).join();
        EXPECT_EQ(borrowed->push(bytes_of("a")), PushStatus::stored);
        EXPECT_EQ(channels_.borrow(name)->usage().records(), 1U);
    }
}

TEST_F(FindingTest, ManyNamesAreToldApart)
{
    std::vector<std::string> names{"a", "b", std::string(64, 'x'), std::string(65, 'x')};
    for (int i = 0; i < 100; ++i)
        names.push_back("channel-" + std::to_string(i));
    for (int round = 0; round < 2; ++round) {
        for (const std::string& name : names)
            EXPECT_EQ(channel(name)->name(), name);
    }
    EXPECT_EQ(channels_.find(""), nullptr);
    EXPECT_EQ(channels_.find("channel-100"), nullptr);
}

} // namespace
} // namespace dmq
