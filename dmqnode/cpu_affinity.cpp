// SPDX-License-Identifier: BSL-1.0
// Pins the process to one CPU.
#include "cpu_affinity.hpp"

#include <cerrno>
#include <cstring>
#include <sched.h>
#include <stdexcept>
#include <string>

namespace dmq::node_app {
namespace {

[[noreturn]] void fail(int cpu, const char* reason)
{
    throw std::runtime_error("[Server] cpu = " + std::to_string(cpu) +
                             ": cannot pin the process to this CPU: " + reason);
}

} // namespace

void set_cpu_affinity(int cpu)
{
    if (cpu == -1)
        return;
    if (cpu < 0 || cpu >= CPU_SETSIZE)
        fail(cpu, "expected a CPU number from 0 to 1023, or -1 for none");
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0)
        fail(cpu, std::strerror(errno));
}

} // namespace dmq::node_app
