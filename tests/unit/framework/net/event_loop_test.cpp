// SPDX-License-Identifier: BSL-1.0
// EventLoop: what it does its work by.
#include "net/socket_io_fixture.hpp"
#include "support/socket_io_kind.hpp"

#include <dmq/node/event_loop.hpp>

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <future>
#include <iostream>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <thread>

namespace dmq {
namespace {

std::string io_of(SocketIoKind wanted)
{
    EventLoop loop("loop", 0, {wanted});
    return loop.socket_io().name();
}

/// As a container's filter does. Of this process, for good.
void forbid(std::uint32_t call)
{
    constexpr std::uint32_t number = offsetof(seccomp_data, nr);
    std::array<sock_filter, 4> filter{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
                                       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
                                       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                                       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
    const sock_fprog program{filter.size(), filter.data()};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

TEST(EventLoopTest, UsesWhatIsWanted)
{
    EXPECT_EQ(io_of(SocketIoKind::epoll), "epoll");
    EXPECT_EQ(io_of(SocketIoKind::io_uring), support::has_io_uring() ? "io_uring" : "epoll");
}

class EventLoopDeathTest : public testing::TestWithParam<std::uint32_t> { };

TEST_P(EventLoopDeathTest, UsesEpollWhereIoUringIsForbidden)
{
    const auto use_without = [] {
        forbid(GetParam());
        std::cerr << io_of(SocketIoKind::io_uring);
        std::_Exit(0);
    };
    EXPECT_EXIT(use_without(), testing::ExitedWithCode(0), "epoll$");
}

INSTANTIATE_TEST_SUITE_P(Calls, EventLoopDeathTest,
                         testing::Values(SYS_io_uring_setup, SYS_io_uring_register,
                                         SYS_io_uring_enter));

/// Runs this on the loop's thread; returns what it returned.
template <class Action> auto on(EventLoop& loop, Action action)
{
    std::promise<decltype(action())> result;
    boost::asio::post(loop.context(), [&] { result.set_value(action()); });
    return result.get_future().get();
}

clockid_t cpu_clock_of_thread()
{
    clockid_t clock = 0;
    ::pthread_getcpuclockid(::pthread_self(), &clock);
    return clock;
}

std::chrono::nanoseconds time_of(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

TEST(EventLoopTest, WaitsBusilyIfItIsTold)
{
    EventLoop loop("loop", 0, {support::socket_io_kind(), std::chrono::hours(1)});
    loop.start();
    const clockid_t clock = on(loop, cpu_clock_of_thread);
    const auto later = time_of(clock) + std::chrono::milliseconds(5);
    while (time_of(clock) < later) // for ever, if the thread sleeps
        std::this_thread::yield();
    EXPECT_EQ(on(loop, [] { return 7; }), 7);
    loop.stop();
}

TEST(EventLoopTest, SleepsWhenItHasWaitedBusilyForLongEnough)
{
    EventLoop loop("loop", 0, {support::socket_io_kind(), std::chrono::microseconds(1)});
    loop.start();
    for (int i = 0; i < 1000; ++i) // some of them while it sleeps
        ASSERT_EQ(on(loop, [i] { return i; }), i);
}

TEST(EventLoopTest, GoesOnAfterAnExceptionWhileItWaitsBusily)
{
    EventLoop loop("loop", 0, {support::socket_io_kind(), std::chrono::hours(1)});
    loop.start();
    boost::asio::post(loop.context(), [] { throw std::runtime_error("of a handler"); });
    EXPECT_EQ(on(loop, [] { return 7; }), 7);
}

} // namespace
} // namespace dmq
