// SPDX-License-Identifier: BSL-1.0
// The five standing suites of request plugins. Each is one line in the test of a request:
//
//     #include "support/request_suites.hpp"
//     #include "my_request/my_request.hpp"          // class MyRequest : dmq::legacy::IRequest
//     using namespace dmq::support;
//
//     Scenario scenario()
//     {
//         return Scenario::of<MyRequest>(arr("ch") + arr("x")).answers(st(200));
//     }
//
//     TEST(My, SameHoweverBytesArrive) { expect_same_however_bytes_arrive(scenario()); }
//     TEST(My, EndsWhenThePeerLeaves) { expect_end_when_peer_leaves(scenario()); }
//     TEST(My, NeverSuspendsWithAllBuffered) { expect_no_suspension(scenario()); }
//     TEST(My, StandsRemovalAtEachSuspension) { expect_removal_is_harmless(scenario()); }
//     TEST(My, AnswersWhatTheStorageSays)
//     {
//         expect_storage_answers(scenario(), {.stored = st(200),
//                                             .full = st(407),
//                                             .failed = st(500),
//                                             .no_channel = st(500)});
//     }
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
// The library is dmq-plugin-testing.
#pragma once

#include "support/scenario.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dmq::support {

/// Same answer, same effects on the channels, same position in the input, wherever the input is
/// cut, and byte by byte; the next command behind the request is left alone.
void expect_same_however_bytes_arrive(const Scenario& scenario);

/// The peer leaves after each byte of its request: the request ends with PeerGone, and nothing is
/// stored but the records of a stream that arrived whole. The peer leaves after each byte of the
/// answer: the request ends. No lease and no subscription is left behind.
void expect_end_when_peer_leaves(const Scenario& scenario);

/// The whole answers for what a storage can say to a push, and for channels that can't be created.
struct StorageAnswers {
    std::string stored;
    std::string full;
    std::string failed;
    std::string no_channel;
};

/// Each answer is given, the request ends, the next command is left alone. The scenario must not
/// preload channels.
void expect_storage_answers(const Scenario& scenario, const StorageAnswers& answers);

/// With all input buffered and a peer that reads, the request runs through without suspension.
void expect_no_suspension(const Scenario& scenario);

/// Called with a run that is over, whose channels were removed at a suspension.
using RemovalCheck = std::function<void(RequestRun&)>;

/// The bytes arrive one by one, each flush waits, and all channels are removed at one suspension
/// after the other, and once more if the request then waits for news of one that it has created
/// since. The request finishes, the same records are stored as without removal, no lease
/// and no subscription is left. `check` tests the answer; without it, it has to be the usual one.
void expect_removal_is_harmless(const Scenario& scenario, const RemovalCheck& check = {});

} // namespace dmq::support
