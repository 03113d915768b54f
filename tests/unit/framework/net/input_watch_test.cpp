// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/input_watch.hpp>

#include <gmock/gmock.h>

#include <array>
#include <functional>
#include <memory>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace dmq {
namespace {

/// One end of a connection, which is watched.
class Watched final : public IInputListener {
public:
    explicit Watched(InputWatch& watch) : watch_(watch)
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) != 0)
            throw std::runtime_error("no socket pair");
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    ~Watched()
    {
        watch_.forget(entry_);
        ::close(ends_[0]);
        hang_up();
    }

    void input_arrived() override
    {
        ++told;
        if (on_input)
            on_input();
    }
    bool wait() { return watch_.wait(entry_, ends_[0]); }
    void forget() { watch_.forget(entry_); }
    void send() const { EXPECT_EQ(::send(ends_[1], "x", 1, 0), 1); }
    void take() const
    {
        char byte = 0;
        EXPECT_EQ(::recv(ends_[0], &byte, 1, 0), 1);
    }
    void hang_up()
    {
        if (ends_[1] >= 0)
            ::close(std::exchange(ends_[1], -1));
    }

    int told = 0;
    std::function<void()> on_input;

private:
    InputWatch& watch_;
    std::array<int, 2> ends_{};
    InputWatch::Entry entry_{*this};
};

class InputWatchTest : public testing::Test {
protected:
    void poll()
    {
        context_.restart();
        while (context_.poll() > 0) { }
    }
    /// Returns when there is nothing left to wait for.
    void run()
    {
        context_.restart();
        context_.run();
    }

    boost::asio::io_context context_;
    InputWatch watch_{context_};
    Watched a_{watch_};
    Watched b_{watch_};
};

TEST_F(InputWatchTest, TellsOnceForEachWait)
{
    ASSERT_TRUE(a_.wait());
    poll();
    EXPECT_EQ(a_.told, 0);
    a_.send();
    EXPECT_EQ(a_.told, 0) << "not before the loop comes round";
    poll();
    EXPECT_EQ(a_.told, 1);
    a_.send();
    poll();
    EXPECT_EQ(a_.told, 1);
}

TEST_F(InputWatchTest, WhatWasNotReadIsToldAgain)
{
    a_.send();
    for (int n = 1; n <= 3; ++n) {
        ASSERT_TRUE(a_.wait());
        poll();
        EXPECT_EQ(a_.told, n);
    }
    a_.take();
    ASSERT_TRUE(a_.wait());
    poll();
    EXPECT_EQ(a_.told, 3);
    a_.send();
    poll();
    EXPECT_EQ(a_.told, 4);
}

TEST_F(InputWatchTest, AnEndIsInput)
{
    ASSERT_TRUE(a_.wait());
    a_.hang_up();
    poll();
    EXPECT_EQ(a_.told, 1);
}

TEST_F(InputWatchTest, WhoDoesNotWaitDoesNotKeepTheLoopBusy)
{
    ASSERT_TRUE(a_.wait());
    a_.send();
    poll();
    a_.hang_up(); // is told whether one asks for it or not
    ASSERT_TRUE(b_.wait());
    poll(); // returns
    b_.send();
    poll();
    EXPECT_EQ(a_.told, 1);
    EXPECT_EQ(b_.told, 1);
    ASSERT_TRUE(a_.wait());
    poll();
    EXPECT_EQ(a_.told, 2);
}

TEST_F(InputWatchTest, WaitsAgainWhileItIsTold)
{
    a_.on_input = [this] {
        a_.take();
        ASSERT_TRUE(a_.wait());
    };
    ASSERT_TRUE(a_.wait());
    for (int n = 1; n <= 3; ++n) {
        a_.send();
        poll();
        EXPECT_EQ(a_.told, n);
    }
}

TEST_F(InputWatchTest, WhoIsForgottenIsNotTold)
{
    ASSERT_TRUE(a_.wait());
    a_.send();
    a_.forget();
    poll();
    EXPECT_EQ(a_.told, 0);
    ASSERT_TRUE(a_.wait());
    poll();
    EXPECT_EQ(a_.told, 1);
}

TEST_F(InputWatchTest, WhoIsForgottenInTheMiddleOfARoundIsNotTold)
{
    a_.on_input = [this] { b_.forget(); };
    b_.on_input = [this] { a_.forget(); };
    ASSERT_TRUE(a_.wait() && b_.wait());
    a_.send();
    b_.send();
    poll();
    EXPECT_EQ(a_.told + b_.told, 1);
}

TEST_F(InputWatchTest, AListenerThatThrowsDoesNotTakeInputFromOthers)
{
    const auto fail = [] { throw std::runtime_error("failed"); };
    a_.on_input = b_.on_input = fail;
    ASSERT_TRUE(a_.wait() && b_.wait());
    a_.send();
    b_.send();
    EXPECT_THROW(poll(), std::runtime_error);
    EXPECT_EQ(a_.told + b_.told, 1);
    EXPECT_THROW(poll(), std::runtime_error);
    EXPECT_EQ(a_.told, 1);
    EXPECT_EQ(b_.told, 1);
    poll();
}

TEST_F(InputWatchTest, TheLoopEndsWhenNobodyWaits)
{
    run();
    ASSERT_TRUE(a_.wait() && b_.wait());
    a_.send();
    b_.forget();
    run();
    EXPECT_EQ(a_.told, 1);
    ASSERT_TRUE(a_.wait());
    a_.take();
    a_.forget();
    run();
}

TEST_F(InputWatchTest, WaitingGoesOnAfterAllHadBeenForgotten)
{
    ASSERT_TRUE(a_.wait());
    a_.forget();
    ASSERT_TRUE(b_.wait()); // what was cancelled has not ended yet
    b_.send();
    run();
    EXPECT_EQ(b_.told, 1);
}

TEST_F(InputWatchTest, WhatCannotBeWatchedIsSaid)
{
    InputWatch::Entry none{a_};
    EXPECT_FALSE(watch_.wait(none, -1));
    watch_.forget(none);
    run();
    EXPECT_EQ(a_.told, 0);
}

TEST_F(InputWatchTest, MoreThanOneRoundTellsOf)
{
    std::vector<std::unique_ptr<Watched>> many;
    for (int n = 0; n < 300; ++n) {
        many.push_back(std::make_unique<Watched>(watch_));
        ASSERT_TRUE(many.back()->wait());
        many.back()->send();
    }
    run();
    for (const auto& one : many)
        EXPECT_EQ(one->told, 1);
}

} // namespace
} // namespace dmq
