// SPDX-License-Identifier: BSL-1.0
// Neo handlers that break the rules: one line in the log, one connection ended.
#include "fixtures/log_file.hpp"
#include "neo/neo_fixture.hpp"
#include "support/plugin_descriptor.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

namespace dmq::neo::test {
namespace {

using support::Client;
using testing::HasSubstr;

std::atomic<IRequestOnConn*> remembered = nullptr;
std::atomic<IRequestContext*> remembered_context = nullptr;
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
/// Until it gets a message.
class RememberAndWait final : public IRequest {
public:
    Task<> handle(IRequestOnConn& request, Bytes, IRequestContext& context) override
    {
        remembered = &request;
        remembered_context = &context;
        co_await wait_for_message(request, context);
    }
};
class ParkElsewhere final : public IRequest {
public:
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext&) override
    {
        co_await Parked{*remembered_context.load()};
    }
};
class ReceiveElsewhere final : public IRequest {
public:
    Task<> handle(IRequestOnConn&, Bytes, IRequestContext&) override
    {
        remembered.load()->receive();
        co_return;
    }
};
class SendNoLease final : public IRequest {
public:
    Task<> handle(IRequestOnConn& request, Bytes, IRequestContext&) override
    {
        request.send(bytes_of("head"), std::shared_ptr<const Lease>());
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
constexpr const char* refused_send =
    "SendLater of plugin bad threw: IRequestOnConn::send: the request has ended, or is another's";

void register_bad(IPluginRegistrar& to)
{
    to.add_request<Remember>({Protocol::neo, first_code}, "Remember");
    to.add_request<SendLater>({Protocol::neo, first_code + 1}, "SendLater");
    to.add_request<LeaveWaiter>({Protocol::neo, first_code + 2}, "LeaveWaiter");
    to.add_request<ThrowsWhenMade>({Protocol::neo, first_code + 3}, "ThrowsWhenMade");
    to.add_request<NoCoroutine>({Protocol::neo, first_code + 4}, "NoCoroutine");
    to.add_request<Wait>({Protocol::neo, first_code + 5}, "Wait");
    to.add_request<RememberAndWait>({Protocol::neo, first_code + 6}, "RememberAndWait");
    to.add_request<ParkElsewhere>({Protocol::neo, first_code + 7}, "ParkElsewhere");
    to.add_request<ReceiveElsewhere>({Protocol::neo, first_code + 8}, "ReceiveElsewhere");
    to.add_request<SendNoLease>({Protocol::neo, first_code + 9}, "SendNoLease");
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
    static std::string bad(std::uint8_t which, std::uint64_t id = 1)
    {
        return message(id, start_of(static_cast<std::uint8_t>(first_code + which), 0, ""));
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
    /// The same, while it uses what a request of another connection was given, which goes on.
    void expect_fault_beside_a_victim(std::uint8_t which, const std::string& name,
                                      const std::string& call)
    {
        const Client victim = logged_in();
        ASSERT_TRUE(victim.send(bad(6)));
        EXPECT_EQ(receive(victim), Message(1, supported));
        expect_fault(which,
                     name + " of plugin bad threw: " + call +
                         ": the request has ended, or is another's");
        EXPECT_TRUE(alive(victim));
    }

    support::LogFile log_;
};

TEST_F(NeoFaultsTest, NothingIsSentWhenTheRequestHasEnded)
{
    const Client victim = logged_in();
    ASSERT_TRUE(victim.send(bad(0)));
    EXPECT_EQ(receive(victim), Message(1, supported));
    EXPECT_EQ(receive(victim), Message(1, "R"));
    expect_fault(1, refused_send);
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
    expect_fault(1, refused_send);
    victim.end_output();
    EXPECT_EQ(victim.receive_rest(), "");
}

TEST_F(NeoFaultsTest, NothingIsSentHoweverManyRequestsHaveFollowed)
{
    for (std::uint64_t further = 0; further < 10; ++further) {
        SCOPED_TRACE(further);
        const Client client = logged_in();
        ASSERT_TRUE(client.send(bad(0)));
        EXPECT_EQ(receive(client), Message(1, supported));
        EXPECT_EQ(receive(client), Message(1, "R"));
        for (std::uint64_t i = 0; i < further; ++i)
            EXPECT_TRUE(alive(client));
        ASSERT_TRUE(client.send(bad(1)));
        EXPECT_EQ(receive(client), Message(1, supported));
        client.end_output();
        EXPECT_EQ(client.receive_rest(), "");
        EXPECT_EQ(registry_.plugins().back().faults->exceptions, further + 1);
    }
}

TEST_F(NeoFaultsTest, WhatARequestWasGivenStaysThereToRefuse)
{
    constexpr std::uint64_t at_once = 100;
    const Client victim = logged_in();
    for (std::uint64_t id = 1; id <= at_once; ++id) {
        ASSERT_TRUE(victim.send(bad(6, id)));
        EXPECT_EQ(receive(victim), Message(id, supported));
    }
    for (std::uint64_t id = 1; id <= at_once; ++id)
        ASSERT_TRUE(victim.send(message(id, "!")));
    ASSERT_TRUE(alive(victim)) << "all have ended";
    expect_fault(1, refused_send);
}

TEST_F(NeoFaultsTest, NobodyWaitsInAnotherRequestsPlace)
{
    expect_fault_beside_a_victim(7, "ParkElsewhere", "IRequestContext::park");
}

TEST_F(NeoFaultsTest, NobodyTakesAnotherRequestsMessages)
{
    expect_fault_beside_a_victim(8, "ReceiveElsewhere", "IRequestOnConn::receive");
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

TEST_F(NeoFaultsTest, RecordsAreSentFromALease)
{
    expect_fault(9, "SendNoLease of plugin bad threw: IRequestOnConn::send: a lease is needed");
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
