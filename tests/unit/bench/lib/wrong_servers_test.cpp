// SPDX-License-Identifier: BSL-1.0
// Servers that lose, damage or withhold records, or are not there: a run never passes.
#include "content.hpp"
#include "unit/client/fake_node.hpp"

#include <dmq/bench/run.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dmq::bench {
namespace {

using test::array;
using test::FakeNode;
using test::Peer;
using test::status;
using testing::HasSubstr;

Workload pops(const FakeNode& node, std::uint64_t records)
{
    Workload workload;
    workload.work = Work::pop;
    workload.consumer = {Dialect::legacy, "127.0.0.1:" + std::to_string(node.address().port), 1, 1};
    workload.records = records;
    workload.timeout = std::chrono::seconds(1);
    return workload;
}

std::string answer(std::uint64_t index)
{
    Content content(100);
    return status(200) + array(text_of(content.make(index)));
}

std::string failure_of(const Workload& workload)
{
    try {
        run(workload);
        return "none";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

constexpr std::size_t pop_size = 4 + 8 + 5; // of channel "bench"

/// Answers so many Pops with these records, then reads on in silence.
FakeNode::Script answers(std::vector<std::string> records)
{
    return [records](Peer& peer) {
        for (const std::string& record : records) {
            peer.read(pop_size);
            peer.send(record);
        }
        peer.read_to_end();
    };
}

TEST(WrongServers, AnswersThatAreRightPass)
{
    FakeNode node(answers({answer(1), answer(0)}));
    EXPECT_EQ(failure_of(pops(node, 2)), "none");
}

TEST(WrongServers, ARecordTwiceIsNoticed)
{
    FakeNode node(answers({answer(1), answer(1)}));
    EXPECT_THAT(failure_of(pops(node, 2)), HasSubstr("came twice"));
}

TEST(WrongServers, DamageIsNoticed)
{
    std::string damaged = answer(0);
    damaged.back() ^= 1;
    FakeNode node(answers({damaged}));
    EXPECT_THAT(failure_of(pops(node, 1)), HasSubstr("damaged"));
}

TEST(WrongServers, SilenceEndsWithTheTimeOut)
{
    FakeNode node(answers({answer(0)}));
    EXPECT_THAT(failure_of(pops(node, 2)), HasSubstr("only 1 of 2 records arrived within 1 s"));
}

TEST(WrongServers, AClosedConnectionIsNoticed)
{
    FakeNode node([](Peer& peer) { peer.read(pop_size); });
    EXPECT_THAT(failure_of(pops(node, 1)), HasSubstr("closed"));
}

TEST(WrongServers, AnAnswerToNothingIsNoticed)
{
    FakeNode node(answers({answer(0) + answer(1)}));
    EXPECT_THAT(failure_of(pops(node, 2)), HasSubstr("no request"));
}

TEST(WrongServers, NobodyThereIsSaidWithTheAddress)
{
    Workload workload;
    workload.producer = {Dialect::legacy, "127.0.0.1:1", 1, 1};
    EXPECT_THAT(failure_of(workload), HasSubstr("127.0.0.1:1"));
    for (const char* wrong : {"localhost", "localhost:", "localhost:x", "::1:1", "[]:1", ":1"}) {
        workload.producer.address = wrong;
        EXPECT_THAT(failure_of(workload), HasSubstr("HOST:PORT")) << wrong;
    }
    workload.producer.address = "[::1]:1";
    EXPECT_THAT(failure_of(workload), HasSubstr("cannot connect to [::1]:1: "));
    workload.producer.address = "no-such-host.invalid:1";
    EXPECT_THAT(failure_of(workload), HasSubstr("cannot connect to no-such-host.invalid:1: "));
    workload.producer.address = "/does/not/exist";
    EXPECT_THAT(failure_of(workload), HasSubstr("/does/not/exist"));
}

TEST(WrongServers, SenselessWorkloadsAreRefused)
{
    Workload workload;
    workload.records = 0;
    EXPECT_THAT(failure_of(workload), HasSubstr("at least one record"));
    workload = {};
    workload.producer.depth = 0;
    EXPECT_THAT(failure_of(workload), HasSubstr("consumed"));
    workload = {};
    workload.work = Work::flow;
    workload.subscribers = 2;
    EXPECT_THAT(failure_of(workload), HasSubstr("evenly"));
    workload = {};
    workload.work = Work::pop;
    workload.consumer.further = {"127.0.0.1:1"};
    EXPECT_THAT(failure_of(workload), HasSubstr("one server"));
}

} // namespace
} // namespace dmq::bench
