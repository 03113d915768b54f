// SPDX-License-Identifier: BSL-1.0
// Plugins that break the rules: one line in the log, one connection ended, the node serves on.
#include "fixtures/bad_requests.hpp"
#include "fixtures/log_file.hpp"
#include "fixtures/node_fixture.hpp"

#include <gmock/gmock.h>

#include <string>

namespace dmq {
namespace {

using support::Bad;
using support::Client;
using support::cmd;
using testing::HasSubstr;

constexpr const char* writer_refused =
    "IByteWriter: the request that this writer was given to has ended, or is another's";

class FaultsTest : public support::NodeTest {
protected:
    FaultsTest()
    {
        registry_.add(support::bad_plugin, "test");
        start();
    }
    ~FaultsTest() override
    {
        if (node_)
            stop();
        support::stray_task() = {};
    }

    static std::string bad(Bad request) { return cmd(static_cast<std::int32_t>(request)); }
    const PluginFaults& faults() const { return *registry_.plugins().back().faults; }

    /// The request ends its connection, and no other; the reason that the log has for it.
    std::string reason_of(Bad request)
    {
        const Client other = connect();
        const Client client = connect();
        EXPECT_TRUE(alive(other));
        const auto exceptions_before = faults().exceptions.load();
        EXPECT_TRUE(client.send(bad(request)));
        EXPECT_EQ(client.receive_rest(), "");
        EXPECT_TRUE(alive(other));
        EXPECT_EQ(faults().exceptions, exceptions_before + 1);
        const std::string text = log_.text();
        const auto begin = text.rfind(" of plugin bad threw: ");
        const auto end = text.rfind("; connection closed\n");
        EXPECT_NE(begin, std::string::npos) << text;
        EXPECT_NE(end, std::string::npos) << text;
        return text.substr(begin + 22, end - begin - 22);
    }

    support::LogFile log_;
};

TEST_F(FaultsTest, AnExceptionNamesRequestAndPlugin)
{
    EXPECT_EQ(reason_of(Bad::throws), "out of luck");
    EXPECT_THAT(log_.text(), HasSubstr(": request Throws of plugin bad threw: out of luck; "));
    EXPECT_EQ(registry_.plugins().front().faults->exceptions, 0U) << "the other plugin's";
}

TEST_F(FaultsTest, AnythingMayBeThrown)
{
    EXPECT_EQ(reason_of(Bad::throws_number), "something that is not a std::exception");
    EXPECT_EQ(reason_of(Bad::throws_when_made), "std::bad_alloc");
}

TEST_F(FaultsTest, BadCallsThrow)
{
    EXPECT_EQ(reason_of(Bad::consumes_too_much),
              "IByteReader::consume: 1 bytes, but 0 are buffered");
    EXPECT_EQ(reason_of(Bad::no_coroutine), "a Task was run that no coroutine has made");
    EXPECT_EQ(reason_of(Bad::subscribes_without_waker), "IChannel::subscribe: a waker is needed");
}

TEST_F(FaultsTest, OneWaiterAtATime)
{
    EXPECT_EQ(reason_of(Bad::two_waiters), "one waiter at a time");
}

TEST_F(FaultsTest, NothingMayWaitWhenARequestHasEnded)
{
    EXPECT_EQ(reason_of(Bad::leaves_a_waiter),
              "the request has ended, but something of it still waits");
    stop(); // resumes nothing of it
}

TEST_F(FaultsTest, NothingIsWrittenIntoAnotherConnection)
{
    const Client victim = connect();
    ASSERT_TRUE(victim.send(bad(Bad::remembers_writer)));
    EXPECT_EQ(victim.receive(1), "R");
    EXPECT_EQ(reason_of(Bad::writes_later), writer_refused);
    EXPECT_TRUE(alive(victim)) << "and has got nothing in between";
}

TEST_F(FaultsTest, NothingIsWrittenIntoTheNextRequestOfTheConnection)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(bad(Bad::remembers_writer) + echo("a") + bad(Bad::writes_later)));
    EXPECT_EQ(client.receive_rest(), "R" + support::arr("a"));
    EXPECT_THAT(log_.text(), HasSubstr("request WritesLater of plugin bad threw: IByteWriter: "));
}

TEST_F(FaultsTest, NothingIsWrittenWhileTheNextRequestWaits)
{
    const Client victim = connect();
    ASSERT_TRUE(victim.send(bad(Bad::remembers_writer) + news("ch")));
    EXPECT_EQ(victim.receive(2), "RS");
    EXPECT_EQ(reason_of(Bad::writes_later), writer_refused);
    victim.end_output();
    EXPECT_EQ(victim.receive_rest(), "");
}

TEST_F(FaultsTest, AWriterIsRefusedHoweverManyRequestsHaveFollowed)
{
    for (int further = 0; further < 10; ++further) {
        SCOPED_TRACE(further);
        const Client client = connect();
        std::string requests = bad(Bad::remembers_writer);
        std::string answers = "R";
        for (int i = 0; i < further; ++i) {
            requests += echo("a");
            answers += support::arr("a");
        }
        ASSERT_TRUE(client.send(requests + bad(Bad::writes_later)));
        client.end_output();
        EXPECT_EQ(client.receive_rest(), answers);
        EXPECT_EQ(faults().exceptions, static_cast<std::uint64_t>(further) + 1);
    }
}

TEST_F(FaultsTest, AWriterIsRefusedWhileALaterRequestOfItsKindWaits)
{
    for (int further = 0; further < 10; ++further) {
        SCOPED_TRACE(further);
        const std::string request = bad(Bad::remembers_then_waits);
        const Client victim = connect();
        ASSERT_TRUE(victim.send(request + 'R'));
        EXPECT_EQ(victim.receive(1), "R");
        for (int i = 0; i < further; ++i) {
            ASSERT_TRUE(victim.send(request + '-'));
            EXPECT_EQ(victim.receive(1), "-");
        }
        ASSERT_TRUE(victim.send(request + 'W'));
        EXPECT_EQ(victim.receive(1), "W");
        EXPECT_EQ(reason_of(Bad::writes_later), writer_refused);
        victim.end_output();
        EXPECT_EQ(victim.receive_rest(), "");
    }
}

TEST_F(FaultsTest, NothingIsWrittenByAnotherThread)
{
    EXPECT_EQ(reason_of(Bad::writes_from_a_thread), writer_refused);
}

TEST_F(FaultsTest, NobodyWaitsForWhatAnotherConnectionGets)
{
    const Client victim = connect();
    ASSERT_TRUE(victim.send(bad(Bad::remembers_writer) + news("ch")));
    EXPECT_EQ(victim.receive(2), "RS");
    for (const Bad request : {Bad::parks_elsewhere, Bad::reads_elsewhere})
        EXPECT_EQ(reason_of(request), "a request may wait only on what it was given itself");
    victim.end_output();
    EXPECT_EQ(victim.receive_rest(), "");
}

TEST_F(FaultsTest, NothingIsWrittenIntoAConnectionThatHasEnded)
{
    {
        const Client gone = connect();
        ASSERT_TRUE(gone.send(bad(Bad::remembers_writer)));
        EXPECT_EQ(gone.receive(1), "R");
    }
    ASSERT_TRUE(support::eventually([&] { return node_->open_connections() == 0; }));
    const Client client = connect(); // may well use the same object
    ASSERT_TRUE(client.send(bad(Bad::writes_later)));
    client.end_output();
    client.receive_rest();
    EXPECT_TRUE(alive(connect()));
}

TEST_F(FaultsTest, RecordsThatAreNoneAreRefused)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(bad(Bad::pushes_nothing)));
    EXPECT_EQ(client.receive(1), std::string(1, static_cast<char>(PushStatus::failed)));
    EXPECT_THAT(log_.text(),
                HasSubstr("channel ch: push: an empty record by request PushesNothing of plugin "
                          "bad is refused"));
}

TEST_F(FaultsTest, RunsThatAreNoneAreRefused)
{
    const Client client = connect();
    ASSERT_TRUE(client.send(bad(Bad::pushes_rubbish)));
    EXPECT_EQ(client.receive(16),
              support::cmd(1) + support::cmd(1) + support::cmd(2) + support::cmd(1));
    EXPECT_EQ(channels_.find("ch")->usage().records(), 0U);
    EXPECT_THAT(log_.text(),
                HasSubstr("push_run: not a run of whole, non-empty records by request "
                          "PushesRubbish of plugin bad is refused"));
}

TEST_F(FaultsTest, ARequestThatHogsItsLoopIsReportedWhileItDoes)
{
    support::enough = false;
    const Client client = connect();
    ASSERT_TRUE(client.send(bad(Bad::hogs)));
    EXPECT_TRUE(support::eventually([&] { return faults().hogs == 1; }));
    support::enough = true;
    EXPECT_EQ(client.receive(1), "H");
    EXPECT_THAT(log_.text(),
                HasSubstr("dmq-loop-0: request Hogs of plugin bad has kept the loop busy for more "
                          "than 100 ms: it has to yield"));
    EXPECT_EQ(faults().exceptions, 0U);
}

} // namespace
} // namespace dmq
