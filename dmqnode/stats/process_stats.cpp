// SPDX-License-Identifier: BSL-1.0
// Processor time and memory of this process, from the kernel.
#include "process_stats.hpp"

#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

std::chrono::microseconds to_duration(const timeval& time)
{
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

std::uint64_t bytes_of_pages(std::uint64_t pages)
{
    static const long page_size = ::sysconf(_SC_PAGESIZE);
    return pages * static_cast<std::uint64_t>(page_size);
}

} // namespace

ProcessStats read_process_stats()
{
    ProcessStats stats;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    stats.user = to_duration(usage.ru_utime);
    stats.system = to_duration(usage.ru_stime);
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    stats.virtual_size = bytes_of_pages(size);
    stats.resident_size = bytes_of_pages(resident);
    stats.machine_memory = bytes_of_pages(static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)));
    return stats;
}

} // namespace dmq::node_app
