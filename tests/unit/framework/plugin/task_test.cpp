// SPDX-License-Identifier: BSL-1.0
// Task: values, exceptions, suspension, destruction, and how much stack it needs.
#include <dmq/plugin/task.hpp>

#include <gtest/gtest.h>

#include <coroutine>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace dmq {
namespace {

/// Suspends until the test resumes it.
class Gate {
public:
    auto operator co_await() noexcept
    {
        struct Awaiter {
            Gate& gate;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> waiting) const { gate.waiting_ = waiting; }
            void await_resume() const noexcept { }
        };
        return Awaiter{*this};
    }
    void open() { std::exchange(waiting_, nullptr).resume(); }
    bool waited_for() const noexcept { return waiting_ != nullptr; }

private:
    std::coroutine_handle<> waiting_;
};

/// Resumes at once from within await_suspend, as an operation that fails early may.
struct Bounce {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) const { waiting.resume(); }
    void await_resume() const noexcept { }
};

Task<int> number(int value) { co_return value; }
Task<> nothing() { co_return; }
Task<int> failing()
{
    throw std::runtime_error("no number");
    co_return 0;
}
Task<> wait_at(Gate& gate) { co_await gate; }
Task<int> sum(int a, int b) { co_return co_await number(a) + co_await number(b); }

TEST(Task, DoesNotRunBeforeItIsStarted)
{
    bool ran = false;
    auto body = [&]() -> Task<> {
        ran = true;
        co_return;
    };
    const Task<> task = body();
    EXPECT_FALSE(ran);
    EXPECT_TRUE(task.start());
    EXPECT_TRUE(ran);
}

TEST(Task, ReturnsValues)
{
    const Task<int> task = sum(2, 40);
    ASSERT_TRUE(task.start());
    EXPECT_EQ(task.result(), 42);
}

TEST(Task, ReturnsWhatCanOnlyBeMoved)
{
    auto body = []() -> Task<std::unique_ptr<std::string>> {
        co_return std::make_unique<std::string>("moved");
    };
    auto outer = [&]() -> Task<std::string> { co_return *co_await body(); };
    const Task<std::string> task = outer();
    ASSERT_TRUE(task.start());
    EXPECT_EQ(task.result(), "moved");
}

TEST(Task, ExceptionsPassThroughChains)
{
    auto inner = []() -> Task<int> { co_return 1 + co_await failing(); };
    auto outer = [&]() -> Task<std::string> {
        try {
            co_await inner();
        } catch (const std::runtime_error& error) {
            co_return error.what();
        }
        co_return "nothing was thrown";
    };
    const Task<std::string> task = outer();
    ASSERT_TRUE(task.start());
    EXPECT_EQ(task.result(), "no number");
}

TEST(Task, ExceptionsReachTheOneWhoStarted)
{
    const Task<int> task = failing();
    ASSERT_TRUE(task.start());
    EXPECT_THROW(task.result(), std::runtime_error);
    auto body = []() -> Task<> {
        throw std::logic_error("void");
        co_return;
    };
    const Task<> without_value = body();
    ASSERT_TRUE(without_value.start());
    EXPECT_THROW(without_value.result(), std::logic_error);
}

TEST(Task, ExceptionsPassThroughAfterASuspension)
{
    Gate gate;
    auto inner = [&]() -> Task<> {
        co_await gate;
        throw std::runtime_error("late");
    };
    bool caught = false;
    auto outer = [&]() -> Task<> {
        try {
            co_await inner();
        } catch (const std::runtime_error&) {
            caught = true;
        }
    };
    const Task<> task = outer();
    ASSERT_FALSE(task.start());
    gate.open();
    EXPECT_TRUE(task.done());
    EXPECT_TRUE(caught);
}

TEST(Task, GoesOnWhereItWasSuspended)
{
    Gate first;
    Gate second;
    std::vector<int> steps;
    auto inner = [&]() -> Task<int> {
        steps.push_back(1);
        co_await first;
        steps.push_back(2);
        co_await second;
        co_return 3;
    };
    auto outer = [&]() -> Task<> { steps.push_back(co_await inner()); };
    const Task<> task = outer();
    EXPECT_FALSE(task.start());
    first.open();
    EXPECT_FALSE(task.done());
    EXPECT_TRUE(second.waited_for());
    second.open();
    EXPECT_TRUE(task.done());
    EXPECT_EQ(steps, (std::vector<int>{1, 2, 3}));
}

TEST(Task, MayBeResumedWhileItSuspends)
{
    auto inner = []() -> Task<int> {
        co_await Bounce();
        co_return 7;
    };
    auto outer = [&]() -> Task<int> { co_return co_await inner() + co_await inner(); };
    const Task<int> task = outer();
    ASSERT_TRUE(task.start());
    EXPECT_EQ(task.result(), 14);
}

TEST(Task, AMillionInlineAwaitsNeedNoStack)
{
    auto body = []() -> Task<long> {
        long total = 0;
        for (int i = 0; i < 1'000'000; ++i) {
            total += co_await number(1);
            co_await nothing();
        }
        co_return total;
    };
    auto outer = [&]() -> Task<long> { co_return co_await body(); };
    const Task<long> task = outer();
    ASSERT_TRUE(task.start());
    EXPECT_EQ(task.result(), 1'000'000);
}

TEST(Task, AHundredThousandSuspensionsNeedNoStack)
{
    Gate gate;
    auto body = [&]() -> Task<> {
        for (int i = 0; i < 100'000; ++i)
            co_await wait_at(gate);
    };
    const Task<> task = body();
    ASSERT_FALSE(task.start());
    for (int i = 0; i < 100'000; ++i)
        gate.open();
    EXPECT_TRUE(task.done());
}

TEST(Task, DestroyingASuspendedTaskCleansUpItsLocals)
{
    Gate gate;
    const auto token = std::make_shared<int>();
    auto inner = [&](std::shared_ptr<int>) -> Task<> {
        const auto local = token;
        co_await gate;
    };
    auto outer = [&]() -> Task<> {
        const auto local = token;
        co_await inner(token);
    };
    {
        const Task<> task = outer();
        ASSERT_FALSE(task.start());
        EXPECT_EQ(token.use_count(), 4) << "two locals and the parameter";
    }
    EXPECT_EQ(token.use_count(), 1);
}

TEST(Task, MovesLeaveNothingBehind)
{
    Gate gate;
    const auto token = std::make_shared<int>();
    auto body = [&](std::shared_ptr<int>) -> Task<> { co_await gate; };
    Task<> first = body(token);
    Task<> second = std::move(first);
    first = body(token);
    EXPECT_EQ(token.use_count(), 3);
    first = std::move(second);
    EXPECT_EQ(token.use_count(), 2);
    ASSERT_FALSE(first.start());
    gate.open();
    EXPECT_TRUE(first.done());
    first = {};
    EXPECT_EQ(token.use_count(), 1);
}

} // namespace
} // namespace dmq
