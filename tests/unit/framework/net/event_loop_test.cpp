// SPDX-License-Identifier: BSL-1.0
// EventLoop: what it does its work by.
#include "net/socket_io_fixture.hpp"

#include <dmq/node/event_loop.hpp>

#include <gmock/gmock.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace dmq {
namespace {

std::string io_of(SocketIoKind wanted)
{
    EventLoop loop("loop", 0, wanted);
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

} // namespace
} // namespace dmq
