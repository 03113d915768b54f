// SPDX-License-Identifier: BSL-1.0
#include "process_clock.hpp"

#include <cstdint>
#include <ctime>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace dmq::bench {
namespace {

double exact_total(pid_t process)
{
    clockid_t clock = 0;
    timespec now{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &now) != 0)
        throw std::runtime_error("no process " + std::to_string(process));
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

} // namespace

CpuTime cpu_time(pid_t process)
{
    CpuTime time;
    time.total = exact_total(process);
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    // the name in parentheses may hold anything; utime and stime are the 12th and 13th field behind
    file.ignore(std::numeric_limits<std::streamsize>::max(), ')');
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        file >> skipped;
    const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    double user = 0;
    double system = 0;
    if (!(file >> user >> system))
        throw std::runtime_error("no process " + std::to_string(process));
    time.user = user / ticks_per_second;
    time.system = system / ticks_per_second;
    return time;
}

CpuTime operator-(const CpuTime& a, const CpuTime& b) noexcept
{
    return {a.total - b.total, a.user - b.user, a.system - b.system};
}

} // namespace dmq::bench
