// SPDX-License-Identifier: BSL-1.0
// Neo handlers that break the rules: one line in the log, one connection ended.
#include "fixtures/log_file.hpp"
#include "neo/neo_fixture.hpp"
#include "support/plugin_descriptor.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace dmq::neo::test {
namespace {

using support::Client;
using testing::HasSubstr;

std::atomic<IRequestOnConn*> remembered = nullptr;
Task<> stray_task;

class Remember final : public IRequest {
public:
    Task<> handle(IRequestOnConn& request, Bytes, IRequestContext&) override
    {
        remembered = &request;
        request.send(bytes_of("R"));
        co_return;
    }
};
class SendLater final : public IRequest {
public:
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext&) override
    {
        remembered.load()->send(bytes_of("into somebody else's connection"));
        co_return;
    }
};
class Wait final : public IRequest {
public:
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext& context) override
    {
        co_await Parked{context};
    }
};
class LeaveWaiter final : public IRequest {
public:
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext& context) override
    {
        stray_task = wait_forever(context);
        stray_task.start();
        co_return;
    }

private:
    static Task<> wait_forever(IRequestContext& context) { co_await Parked{context}; }
};
class ThrowsWhenMade final : public IRequest {
public:
    ThrowsWhenMade() { throw std::runtime_error("not even made"); }
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext&) override { co_return; }
};
class NoCoroutine final : public IRequest {
public:
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext&) override { return {}; }
};

constexpr std::uint8_t first_code = 200;

void register_bad(IPluginRegistrar& to)
{
    to.add_request<Remember>({Protocol::neo, first_code}, "Remember");
    to.add_request<SendLater>({Protocol::neo, first_code + 1}, "SendLater");
    to.add_request<LeaveWaiter>({Protocol::neo, first_code + 2}, "LeaveWaiter");
    to.add_request<ThrowsWhenMade>({Protocol::neo, first_code + 3}, "ThrowsWhenMade");
    to.add_request<NoCoroutine>({Protocol::neo, first_code + 4}, "NoCoroutine");
    to.add_request<Wait>({Protocol::neo, first_code + 5}, "Wait");
}

class NeoFaultsTest : public NeoTest {
protected:
    NeoFaultsTest()
    {
        const PluginDescriptor plugin = support::plugin_descriptor<register_bad>("bad");
        registry_.add(plugin, "test");
        start();
    }
    ~NeoFaultsTest() override
    {
        stop();
        stray_task = {};
    }
    static std::string bad(std::uint8_t which)
    {
        return message(1, start_of(static_cast<std::uint8_t>(first_code + which), 0, ""));
    }
    /// The request ends its connection, and no other, with this reason in the log.
    void expect_fault(std::uint8_t which, const std::string& line)
    {
        const Client other = logged_in();
        const Client client = logged_in();
        ASSERT_TRUE(client.send(bad(which)));
        EXPECT_EQ(receive(client), Message(1, supported));
        EXPECT_EQ(client.receive_rest(), "");
        EXPECT_TRUE(alive(other));
        EXPECT_THAT(log_.text(), HasSubstr(" test: request " + line + "; connection closed"));
        EXPECT_EQ(registry_.plugins().back().faults->exceptions, 1U);
    }

    support::LogFile log_;
};

TEST_F(NeoFaultsTest, NothingIsSentWhenTheRequestHasEnded)
{
    const Client victim = logged_in();
    ASSERT_TRUE(victim.send(bad(0)));
    EXPECT_EQ(receive(victim), Message(1, supported));
    EXPECT_EQ(receive(victim), Message(1, "R"));
    expect_fault(1,
                 "SendLater of plugin bad threw: IRequestOnConn::send: the request has ended, "
                 "or is another's");
    EXPECT_TRUE(alive(victim)) << "and has got nothing in between";
}

TEST_F(NeoFaultsTest, NothingIsSentForTheNextRequestThatWaits)
{
    const Client victim = logged_in();
    ASSERT_TRUE(victim.send(bad(0)));
    EXPECT_EQ(receive(victim), Message(1, supported));
    EXPECT_EQ(receive(victim), Message(1, "R"));
    ASSERT_TRUE(victim.send(bad(5))); // gets the object of the first
    EXPECT_EQ(receive(victim), Message(1, supported));
    expect_fault(1,
                 "SendLater of plugin bad threw: IRequestOnConn::send: the request has ended, "
                 "or is another's");
    victim.end_output();
    EXPECT_EQ(victim.receive_rest(), "");
}

TEST_F(NeoFaultsTest, NothingMayWaitWhenARequestHasEnded)
{
    expect_fault(2,
                 "LeaveWaiter of plugin bad threw: the request has ended, but something of it "
                 "still waits");
}

TEST_F(NeoFaultsTest, ARequestThatCannotBeMadeIsNamed)
{
    expect_fault(3, "ThrowsWhenMade of plugin bad threw: not even made");
}

TEST_F(NeoFaultsTest, AHandlerThatIsNoCoroutineIsNamed)
{
    expect_fault(4, "NoCoroutine of plugin bad threw: a Task was run that no coroutine has made");
}

TEST_F(NeoFaultsTest, WhatAPeerDoesWrongIsNotThePluginsFault)
{
    const Client client = logged_in();
    ASSERT_TRUE(client.send(request(1, TestCode::fail, "pn")));
    EXPECT_EQ(receive(client), Message(1, supported));
    EXPECT_EQ(client.receive_rest(), "");
    EXPECT_EQ(registry_.plugins().front().faults->exceptions, 0U);
    EXPECT_THAT(log_.text(), testing::Not(HasSubstr("Error")));
}

} // namespace
} // namespace dmq::neo::test
