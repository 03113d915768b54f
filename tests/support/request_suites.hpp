// SPDX-License-Identifier: BSL-1.0
// The five standing suites of request plugins. Each is one line in the test of a request:
//
//     #include "support/request_suites.hpp"
//     #include "my_request/my_request.hpp"          // class MyRequest : dmq::legacy::IRequest
//     using namespace dmq::support;
//
//     Scenario scenario() { return Scenario::of<MyRequest>(arr("ch") + arr("x")).answers(st(200));
//     }
//
//     TEST(MyRequest, IsTheSameHoweverTheBytesArrive) {
//     expect_same_however_bytes_arrive(scenario()); } TEST(MyRequest, EndsWhenThePeerLeaves) {
//     expect_end_when_peer_leaves(scenario()); } TEST(MyRequest, AnswersWhatTheStorageSays)
//     {
//         expect_storage_answers(scenario(), {.stored = st(200), .full = st(407), .failed =
//         st(500),
//                                             .no_channel = st(500)});
//     }
//     TEST(MyRequest, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
//     TEST(MyRequest, StandsRemovalAtEachSuspension) { expect_removal_is_harmless(scenario()); }
//
// `.given([](auto& channels) { channels.add("ch").holding("record"); })` says what is there before;
// `.streaming({"r1", "r2"})` says which records follow a request that takes a stream. What a suite
// can't know is tested by hand with a RequestRun:
//
//     auto run = run_of<MyRequest>(arr("ch") + arr("x"));
//     run->channels().add("ch");                     // mocks: EXPECT_CALL works on all of them
//     EXPECT_EQ(run->run(), Outcome::finished);
//     EXPECT_EQ(run->answer(), st(200));
//
// tests/ has to be an include directory; libraries: dmq::framework and GoogleMock.
#pragma once

#include "support/scenario.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dmq::support {

namespace detail {

struct Snapshot {
    Outcome outcome;
    std::string answer;
    Effects effects;
    std::string rest;
    bool operator==(const Snapshot&) const = default;
};

inline Snapshot snapshot(RequestRun& run)
{
    const Outcome outcome = run.run();
    return {outcome, run.answer(), run.channels().effects(), run.in.rest()};
}

/// Every lease is given back, every subscription is gone.
inline void expect_nothing_left(RequestRun& run)
{
    run.destroy();
    for (const auto& channel : run.channels().ever()) {
        EXPECT_EQ(channel->queue().open_leases, 0U) << channel->queue().channel;
        EXPECT_EQ(channel->queue().subscriptions, 0U) << channel->queue().channel;
    }
}

inline void expect_end_within(const Scenario& scenario, std::size_t size, bool byte_by_byte)
{
    SCOPED_TRACE("the peer leaves after byte " + std::to_string(size) + " of its request" +
                 (byte_by_byte ? ", byte by byte" : ""));
    auto arrival = byte_by_byte ? Arrival::byte_by_byte(size) : Arrival::whole();
    auto run = scenario.prepare(scenario.input().substr(0, size), std::move(arrival).then_close());
    EXPECT_EQ(run->run(), Outcome::peer_gone);
    if (size < scenario.fixed_size()) {
        EXPECT_EQ(run->channels().effects(), Effects());
    }
    const auto whole = scenario.records_within(size);
    for (const auto& [channel, records] : stored(run->channels().effects()))
        EXPECT_EQ(records, whole) << channel;
    if (!whole.empty()) {
        EXPECT_EQ(stored(run->channels().effects()).size(),
                  stored(snapshot(*scenario.prepare()).effects).size());
    }
    expect_nothing_left(*run);
}

inline void expect_end_of_output(const Scenario& scenario, std::size_t size)
{
    SCOPED_TRACE("the peer takes " + std::to_string(size) + " bytes of the answer");
    auto run = scenario.prepare();
    run->out.leave_after(size);
    EXPECT_NE(run->run(), Outcome::waiting);
    EXPECT_EQ(run->out.sent(), scenario.answer().substr(0, size));
    expect_nothing_left(*run);
}

} // namespace detail

/// Same answer, same effects on the channels, same position in the input, wherever the input is
/// cut, and byte by byte; the next command behind the request is left alone.
inline void expect_same_however_bytes_arrive(const Scenario& scenario)
{
    const std::string next_command = cmd(1);
    const std::string input = scenario.input() + next_command;
    const auto whole = detail::snapshot(*scenario.prepare(input, Arrival::whole()));
    EXPECT_EQ(whole.answer, scenario.answer());
    EXPECT_EQ(whole.rest, next_command);
    for (std::size_t offset = 0; offset < input.size(); ++offset) {
        SCOPED_TRACE("cut at byte " + std::to_string(offset));
        EXPECT_TRUE(whole == detail::snapshot(*scenario.prepare(input, Arrival::cut_at(offset))));
    }
    SCOPED_TRACE("byte by byte");
    EXPECT_TRUE(whole ==
                detail::snapshot(*scenario.prepare(input, Arrival::byte_by_byte(input.size()))));
}

/// The peer leaves after each byte of its request: the request ends with PeerGone, and nothing is
/// stored but the records of a stream that arrived whole. The peer leaves after each byte of the
/// answer: the request ends. No lease and no subscription is left behind.
inline void expect_end_when_peer_leaves(const Scenario& scenario)
{
    for (std::size_t size = 0; size < scenario.input().size(); ++size) {
        detail::expect_end_within(scenario, size, false);
        detail::expect_end_within(scenario, size, true);
    }
    for (std::size_t size = 0; size < scenario.answer().size(); ++size)
        detail::expect_end_of_output(scenario, size);
}

/// The whole answers for what a storage can say to a push, and for channels that can't be created.
struct StorageAnswers {
    std::string stored;
    std::string full;
    std::string failed;
    std::string no_channel;
};

/// Each answer is given, the request ends, the next command is left alone. The scenario must not
/// preload channels.
inline void expect_storage_answers(const Scenario& scenario, const StorageAnswers& answers)
{
    const auto expect = [&](const char* what, const std::string& answer, auto set_up) {
        SCOPED_TRACE(what);
        auto run = scenario.prepare();
        set_up(run->channels());
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), answer);
    };
    expect("stored", answers.stored, [](mocks::MockChannels&) {});
    expect("full", answers.full,
           [](mocks::MockChannels& channels) { channels.answer_pushes(PushStatus::full); });
    expect("failed", answers.failed,
           [](mocks::MockChannels& channels) { channels.answer_pushes(PushStatus::failed); });
    expect("no channel", answers.no_channel,
           [](mocks::MockChannels& channels) { channels.refuse_all_creation(); });
}

/// With all input buffered and a peer that reads, the request runs through without suspension.
inline void expect_no_suspension(const Scenario& scenario)
{
    auto run = scenario.prepare();
    run->step();
    EXPECT_EQ(run->outcome(), Outcome::finished);
    EXPECT_EQ(run->suspensions(), 0U);
    EXPECT_EQ(run->answer(), scenario.answer());
}

/// Called with a run that is over, whose channels were removed at a suspension.
using RemovalCheck = std::function<void(RequestRun&)>;

/// The bytes arrive one by one, each flush waits, and all channels are removed at one suspension
/// after the other, and once more if the request then waits for news of one that it has created
/// since. The request finishes, the same records are stored as without removal, no lease
/// and no subscription is left. `check` tests the answer; without it, it has to be the usual one.
inline void expect_removal_is_harmless(const Scenario& scenario, const RemovalCheck& check = {})
{
    const Effects usual = stored(detail::snapshot(*scenario.prepare()).effects);
    for (unsigned before = 1;; ++before) {
        SCOPED_TRACE("removed at suspension " + std::to_string(before));
        auto run = scenario.prepare(scenario.input(),
                                    Arrival::byte_by_byte(scenario.input().size()));
        run->out.be_slow();
        while (run->suspensions() < before && run->step()) { }
        if (run->outcome() == Outcome::finished)
            return;
        const bool stuck = run->suspensions() < before;
        run->channels().remove_all();
        if (run->run() == Outcome::waiting)
            run->channels().remove_all();
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(stored(run->channels().effects()), usual);
        if (check)
            check(*run);
        else
            EXPECT_EQ(run->answer(), scenario.answer());
        detail::expect_nothing_left(*run);
        if (stuck || testing::Test::HasFailure())
            return;
    }
}

} // namespace dmq::support
