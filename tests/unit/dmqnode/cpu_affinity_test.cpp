// SPDX-License-Identifier: BSL-1.0
// Pinning to a CPU, in a child process so that the tests stay where they are.
#include "cpu_affinity.hpp"

#include <gmock/gmock.h>

#include <sched.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

using testing::HasSubstr;

cpu_set_t allowed()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    EXPECT_EQ(::sched_getaffinity(0, sizeof set, &set), 0);
    return set;
}

int first_of(const cpu_set_t& set)
{
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &set))
            return static_cast<int>(cpu);
    }
    return -1;
}

std::string error_for(int cpu)
{
    try {
        set_cpu_affinity(cpu);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "(none)";
}

TEST(CpuAffinity, IsExactlyTheConfiguredCpu)
{
    const int cpu = first_of(allowed());
    const auto child = ::fork();
    if (child == 0) {
        set_cpu_affinity(cpu);
        const auto set = allowed();
        ::_exit(CPU_COUNT(&set) == 1 && first_of(set) == cpu ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST(CpuAffinity, IsLeftAloneByDefault)
{
    const auto before = allowed();
    set_cpu_affinity(-1);
    const auto after = allowed();
    EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(CpuAffinity, FailsForACpuThatDoesNotExist)
{
    EXPECT_THAT(error_for(CPU_SETSIZE - 1), HasSubstr("[Server] cpu = 1023: cannot pin"));
    EXPECT_THAT(error_for(CPU_SETSIZE), HasSubstr("[Server] cpu = 1024: cannot pin"));
    EXPECT_THAT(error_for(-2), HasSubstr("[Server] cpu = -2: cannot pin"));
}

} // namespace
} // namespace dmq::node_app
