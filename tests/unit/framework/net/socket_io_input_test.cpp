// SPDX-License-Identifier: BSL-1.0
// ISocketIo: who waits for input is told of it, whatever the kind.
#include "net/socket_io_fixture.hpp"

#include <gmock/gmock.h>

namespace dmq {
namespace {

using support::TestConnection;

class Work final : public ILoopWork {
public:
    void run() override
    {
        ++runs;
        if (on_run)
            on_run();
    }

    int runs = 0;
    std::function<void()> on_run;
};

enum class Kind : std::uint8_t { epoll, io_uring, bulk_of_io_uring };

class SocketIoTest : public testing::TestWithParam<Kind>, protected support::IoContext {
protected:
    void SetUp() override
    {
        if (GetParam() == Kind::epoll)
            io_ = std::make_unique<EpollIo>(context_);
        else
            io_ = std::make_unique<RingIo>(context_);
        a_ = make();
        b_ = make();
    }

    std::unique_ptr<TestConnection> make()
    {
        auto made = std::make_unique<TestConnection>(*io_);
        made->expect_bulk(GetParam() == Kind::bulk_of_io_uring);
        return made;
    }

    std::unique_ptr<ISocketIo> io_;
    std::unique_ptr<TestConnection> a_;
    std::unique_ptr<TestConnection> b_;
};

TEST_P(SocketIoTest, TellsOnceForEachWait)
{
    ASSERT_TRUE(a_->wait());
    poll();
    EXPECT_EQ(a_->told, 0);
    a_->send("first");
    EXPECT_EQ(a_->told, 0) << "not before the loop comes round";
    poll();
    EXPECT_EQ(a_->got, "first");
    a_->send("second");
    poll();
    EXPECT_EQ(a_->told, 1);
    ASSERT_TRUE(a_->wait());
    poll();
    EXPECT_EQ(a_->got, "firstsecond");
}

TEST_P(SocketIoTest, AnEndIsInput)
{
    ASSERT_TRUE(a_->wait());
    a_->hang_up();
    poll();
    EXPECT_EQ(a_->told, 1);
    EXPECT_EQ(a_->got, "");
}

TEST_P(SocketIoTest, WhatCameBeforeTheEndIsToldBefore)
{
    a_->send("last");
    a_->hang_up();
    ASSERT_TRUE(a_->wait());
    poll();
    EXPECT_EQ(a_->got, "last");
    ASSERT_TRUE(a_->wait());
    poll();
    EXPECT_EQ(a_->told, 2);
}

TEST_P(SocketIoTest, WhoDoesNotWaitDoesNotKeepTheLoopBusy)
{
    ASSERT_TRUE(a_->wait());
    a_->send();
    poll();
    a_->hang_up(); // is told whether one asks for it or not
    ASSERT_TRUE(b_->wait());
    poll(); // returns
    b_->send();
    poll();
    EXPECT_EQ(a_->told, 1);
    EXPECT_EQ(b_->told, 1);
    ASSERT_TRUE(a_->wait());
    poll();
    EXPECT_EQ(a_->told, 2);
}

TEST_P(SocketIoTest, WaitsAgainWhileItIsTold)
{
    a_->on_input = [this] { ASSERT_TRUE(a_->wait()); };
    ASSERT_TRUE(a_->wait());
    for (int n = 1; n <= 3; ++n) {
        a_->send();
        poll();
        EXPECT_EQ(a_->told, n);
    }
}

TEST_P(SocketIoTest, WhoIsForgottenIsNotTold)
{
    ASSERT_TRUE(a_->wait());
    poll();
    a_->forget();
    a_->send();
    ASSERT_TRUE(b_->wait());
    poll();
    EXPECT_EQ(a_->told, 0);
}

TEST_P(SocketIoTest, WhoIsForgottenBeforeTheLoopHasRunIsNotTold)
{
    ASSERT_TRUE(a_->wait());
    a_->send();
    a_->forget();
    poll();
    EXPECT_EQ(a_->told, 0);
    ASSERT_TRUE(a_->wait());
    poll();
    EXPECT_EQ(a_->got, "x") << "what was not asked for is not taken";
}

TEST_P(SocketIoTest, WhoIsForgottenInTheMiddleOfARoundIsNotTold)
{
    a_->on_input = [this] { b_->close(); };
    b_->on_input = [this] { a_->close(); };
    ASSERT_TRUE(a_->wait() && b_->wait());
    poll();
    a_->send();
    b_->send();
    poll();
    EXPECT_EQ(a_->told + b_->told, 1);
}

TEST_P(SocketIoTest, ASocketThatGetsTheNumberOfAClosedOneKeepsItsInput)
{
    ASSERT_TRUE(a_->wait());
    const int number = a_->socket();
    a_->close();
    const auto next = make();
    ASSERT_EQ(next->socket(), number);
    ASSERT_TRUE(next->wait());
    next->send("mine");
    poll();
    EXPECT_EQ(next->got, "mine");
    EXPECT_EQ(a_->told, 0);
}

TEST_P(SocketIoTest, AListenerThatThrowsDoesNotTakeInputFromOthers)
{
    const auto fail = [] { throw std::runtime_error("failed"); };
    a_->on_input = b_->on_input = fail;
    ASSERT_TRUE(a_->wait() && b_->wait());
    a_->send();
    b_->send();
    EXPECT_THROW(poll(), std::runtime_error);
    EXPECT_EQ(a_->told + b_->told, 1);
    EXPECT_THROW(poll(), std::runtime_error);
    EXPECT_EQ(a_->told, 1);
    EXPECT_EQ(b_->told, 1);
    poll();
}

TEST_P(SocketIoTest, TheLoopEndsWhenNobodyWaits)
{
    run();
    ASSERT_TRUE(a_->wait() && b_->wait());
    a_->send();
    b_->forget();
    run();
    EXPECT_EQ(a_->told, 1);
    ASSERT_TRUE(a_->wait());
    a_->forget();
    run();
}

TEST_P(SocketIoTest, WaitingGoesOnAfterAllHadBeenForgotten)
{
    ASSERT_TRUE(a_->wait());
    poll();
    a_->forget();
    ASSERT_TRUE(b_->wait()); // what was cancelled has not ended yet
    b_->send();
    run();
    EXPECT_EQ(b_->told, 1);
}

TEST_P(SocketIoTest, MoreThanOneRoundTellsOf)
{
    std::vector<std::unique_ptr<TestConnection>> many;
    for (int n = 0; n < 300; ++n) {
        many.push_back(make());
        ASSERT_TRUE(many.back()->wait());
        many.back()->send(std::to_string(n));
    }
    run();
    for (int n = 0; n < 300; ++n) {
        EXPECT_EQ(many[n]->told, 1);
        EXPECT_EQ(many[n]->got, std::to_string(n));
    }
}

TEST_P(SocketIoTest, WorkOfATurnIsDoneWhenInputsAreTold)
{
    const auto work = std::make_shared<Work>();
    work->on_run = [&] { EXPECT_EQ(a_->told + b_->told, 2); };
    EXPECT_FALSE(io_->run_soon(work)) << "there is no turn";
    a_->on_input = b_->on_input = [&] { EXPECT_TRUE(io_->run_soon(work)); };
    ASSERT_TRUE(a_->wait() && b_->wait());
    a_->send();
    b_->send();
    poll();
    EXPECT_EQ(work->runs, 2);
}

TEST_P(SocketIoTest, WorkMayGoOnForLong)
{
    const auto work = std::make_shared<Work>();
    work->on_run = [&] {
        if (work->runs < 100) {
            EXPECT_TRUE(io_->run_soon(work));
        }
    };
    a_->on_input = [&] { EXPECT_TRUE(io_->run_soon(work)); };
    ASSERT_TRUE(a_->wait());
    a_->send();
    poll();
    EXPECT_EQ(work->runs, 100);
}

TEST_P(SocketIoTest, WorkThatThrowsDoesNotKeepOthersFromTheirs)
{
    const auto bad = std::make_shared<Work>();
    const auto good = std::make_shared<Work>();
    bad->on_run = [] { throw std::runtime_error("failed"); };
    a_->on_input = [&] { EXPECT_TRUE(io_->run_soon(bad) && io_->run_soon(good)); };
    ASSERT_TRUE(a_->wait());
    a_->send();
    EXPECT_THROW(poll(), std::runtime_error);
    EXPECT_EQ(good->runs, 0);
    poll();
    EXPECT_EQ(bad->runs, 1);
    EXPECT_EQ(good->runs, 1);
}

TEST_P(SocketIoTest, MayEndWhileSomebodyWaits)
{
    ASSERT_TRUE(a_->wait() && b_->wait());
    poll();
    a_->send();
    a_.reset();
    b_.reset();
    io_.reset();
}

std::string name_of(const testing::TestParamInfo<Kind>& kind)
{
    constexpr std::array names{"Epoll", "IoUring", "BulkOfIoUring"};
    return names.at(static_cast<std::size_t>(kind.param));
}

std::vector<Kind> offered_kinds()
{
    if (!support::has_io_uring())
        return {Kind::epoll};
    return {Kind::epoll, Kind::io_uring, Kind::bulk_of_io_uring};
}

INSTANTIATE_TEST_SUITE_P(, SocketIoTest, testing::ValuesIn(offered_kinds()), name_of);

} // namespace
} // namespace dmq
