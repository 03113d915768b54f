// SPDX-License-Identifier: BSL-1.0
// Push of the neo protocol: the rules of neo-protocol §7.1, and defects D4 to D6 of §12.
#include "requests/push/neo_push.hpp"
#include "support/neo_request_run.hpp"

namespace dmq::requests::neo_push_test {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string pushed = msg(neo::PushResult::pushed);
const std::string error = msg(neo::PushResult::error);

std::string arguments(const std::vector<std::string>& channels, std::string_view value)
{
    std::string bytes(1, static_cast<char>(channels.size()));
    for (const std::string& channel : channels)
        bytes += arr(channel);
    return bytes + arr(value);
}

std::unique_ptr<NeoRequestRun> push(const std::vector<std::string>& channels,
                                    std::string_view value)
{
    return neo_run_of<NeoPush>(arguments(channels, value));
}

void expect_answer(NeoRequestRun& run, const std::string& answer)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(answer));
}

TEST(NeoPush, StoresTheRecordOfTheSpecificationsVector)
{
    auto run = neo_run_of<NeoPush>(
        hex("01 0800000000000000 6368616e6e656c31 0b00000000000000 68656c6c6f20776f726c64"));
    expect_answer(*run, hex("01"));
    EXPECT_THAT(run->channels().records("channel1"), ElementsAre("hello world"));
}

TEST(NeoPush, StoresInEachChannel)
{
    auto run = push({"old", "new"}, "x");
    run->channels().add("old").holding("before");
    expect_answer(*run, pushed);
    EXPECT_THAT(run->channels().records("old"), ElementsAre("before", "x"));
    EXPECT_THAT(run->channels().records("new"), ElementsAre("x"));
}

TEST(NeoPush, StoresTwiceInAChannelNamedTwice)
{
    auto run = push({"ch", "other", "ch"}, "x");
    expect_answer(*run, pushed);
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("x", "x"));
    EXPECT_THAT(run->channels().records("other"), ElementsAre("x"));
}

TEST(NeoPush, TakesNoChannelAtAll)
{
    auto run = push({}, "x");
    expect_answer(*run, pushed);
    EXPECT_THAT(run->channels().names(), IsEmpty());
}

TEST(NeoPush, Takes255Channels)
{
    std::vector<std::string> names;
    for (int i = 0; i < 255; ++i)
        names.push_back("ch" + std::to_string(i));
    auto run = push(names, "x");
    expect_answer(*run, pushed);
    EXPECT_EQ(run->channels().names().size(), 255U);
    EXPECT_THAT(run->channels().records("ch254"), ElementsAre("x"));
}

TEST(NeoPush, RefusesABadNameInAnyPlace)
{
    const std::string too_long(181, 'n');
    for (const std::string& bad : {std::string(), std::string("sub@ch"), std::string("q/2"),
                                   std::string("\xc3\xa4"), std::string("a\0", 2), too_long}) {
        for (const auto& names : {std::vector<std::string>{bad}, {bad, "ch"}, {"ch", bad}}) {
            SCOPED_TRACE(bad + ", one of " + std::to_string(names.size()));
            auto run = push(names, "x");
            expect_answer(*run, error);
            EXPECT_THAT(run->channels().names(), IsEmpty());
        }
    }
}

TEST(NeoPush, TakesTheLongestName) { expect_answer(*push({std::string(180, 'n')}, "x"), pushed); }

TEST(NeoPush, RefusesAnEmptyValue)
{
    for (const auto& names : {std::vector<std::string>{"ch"}, {}}) {
        auto run = push(names, "");
        expect_answer(*run, error);
        EXPECT_THAT(run->channels().names(), IsEmpty());
    }
}

TEST(NeoPush, StoresNothingIfAChannelCannotBeHad)
{
    auto run = push({"good", "bad"}, "x");
    run->channels().refuse_creation("bad");
    expect_answer(*run, error);
    EXPECT_THAT(run->channels().records("good"), IsEmpty());
}

TEST(NeoPush, ReportsARefusalAndStoresInTheOthers)
{
    for (const PushStatus refusal : {PushStatus::full, PushStatus::failed}) {
        auto run = push({"first", "refusing", "last"}, "x");
        run->channels().add("refusing").queue().answer = refusal;
        expect_answer(*run, error);
        EXPECT_THAT(run->channels().records("first"), ElementsAre("x"));
        EXPECT_THAT(run->channels().records("refusing"), IsEmpty());
        EXPECT_THAT(run->channels().records("last"), ElementsAre("x"));
    }
}

TEST(NeoPush, RefusesMalformedArguments)
{
    expect_malformed_is_refused<NeoPush>(arguments({"ch", "other"}, "value"));
    expect_malformed_is_refused<NeoPush>(arguments({}, "value"));
}

} // namespace
} // namespace dmq::requests::neo_push_test
