// SPDX-License-Identifier: BSL-1.0
// Peek, code 129 of docs/wire-neo.md.
#include "requests/peek/peek.hpp"
#include "support/neo_request_run.hpp"

#include <dmq/protocol/neo_admin.hpp>

#include <optional>

namespace dmq::requests::peek_test {
namespace {

using namespace support;
using neo::AdminResult;
using testing::_;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Return;

std::string peek_of(std::string_view channel, std::string_view subscriber, std::uint32_t records,
                    std::uint64_t bytes)
{
    return arr(channel) + arr(subscriber) + integer(records) + u64(bytes);
}

void expect_answer(NeoRequestRun& run, const std::string& answer)
{
    EXPECT_EQ(run.run(), Outcome::finished);
    EXPECT_THAT(run.sent(), ElementsAre(answer));
}

TEST(Peek, ShowsTheOldestRecordsAndLeavesThem)
{
    auto run = neo_run_of<Peek>(peek_of("ch", "", 2, 1000));
    run->channels().add("ch").holding("one").holding("two").holding("three");
    expect_answer(*run, msg(AdminResult::done) + arr(records({"one", "two"})));
    EXPECT_THAT(run->channels().records("ch"), ElementsAre("one", "two", "three"));
}

TEST(Peek, AnswersAnEmptyQueueWithNoRecords)
{
    auto run = neo_run_of<Peek>(peek_of("ch", "", 2, 1000));
    run->channels().add("ch");
    expect_answer(*run, msg(AdminResult::done) + arr(""));
}

TEST(Peek, AsksForTheSubscribersQueueAndLimitsBytes)
{
    auto run = neo_run_of<Peek>(peek_of("ch", "sub", 7, ~std::uint64_t{0}));
    EXPECT_CALL(
        run->channels().add("ch"),
        peek(std::string_view("sub"),
             AllOf(Field(&PeekLimits::records, 7U), Field(&PeekLimits::bytes, max_peek_bytes))))
        .WillOnce(Return(RecordCopies()));
    expect_answer(*run, msg(AdminResult::done) + arr(""));
}

TEST(Peek, SaysWhatIsNotThere)
{
    auto no_channel = neo_run_of<Peek>(peek_of("ch", "", 1, 100));
    expect_answer(*no_channel, msg(AdminResult::not_found));
    EXPECT_THAT(no_channel->channels().names(), IsEmpty()) << "nothing is created";

    auto no_queue = neo_run_of<Peek>(peek_of("ch", "sub", 1, 100));
    no_queue->channels().add("ch").holding("x");
    expect_answer(*no_queue, msg(AdminResult::not_found));
}

TEST(Peek, RefusesBadNames)
{
    for (const auto& names : {arr("") + arr(""), arr("b!") + arr(""), arr("ch") + arr("s@"),
                              arr("ch") + arr(std::string(61, 's'))}) {
        auto run = neo_run_of<Peek>(names + integer(std::uint32_t{1}) + u64(100));
        run->channels().add("ch");
        expect_answer(*run, msg(AdminResult::error));
    }
}

TEST(Peek, RefusesMalformedArguments)
{
    expect_malformed_is_refused<Peek>(peek_of("ch", "sub", 1, 100));
}

} // namespace
} // namespace dmq::requests::peek_test
