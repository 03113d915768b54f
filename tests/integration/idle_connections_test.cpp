// SPDX-License-Identifier: BSL-1.0
// What connections cost that do nothing.
#include "neo_consumer.hpp"
#include "node_process.hpp"

#include <dmq/plugin/abi.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <vector>

namespace dmq::test {
namespace {

/// Bytes of memory that a process has in use.
std::size_t memory_of(pid_t process)
{
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:"))
            return std::stoul(line.substr(line.find_first_of("0123456789"))) * 1024;
    }
    ADD_FAILURE() << "no VmRSS of process " << process;
    return 0;
}

/// For this process and those that it starts.
void allow_descriptors(rlim_t wanted)
{
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted;
    limit.rlim_max = std::max(limit.rlim_max, wanted);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0)
        << "this test needs " << wanted << " descriptors: see ulimit -n";
}

TEST(IdleConnections, TenThousandNeedLessThan100MB)
{
    constexpr std::size_t count = 10'000;
    ASSERT_NO_FATAL_FAILURE(allow_descriptors(count + 1000));
    NodeDirectory directory;
    directory.set("connection_limit", "0");
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    const std::uint16_t port = node.wait_for_neo_port();
    ASSERT_NE(port, 0) << node.output();
    const std::size_t empty = memory_of(node.pid());

    std::vector<support::Client> clients;
    clients.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        clients.push_back(neo::test::log_in(port));
    const std::size_t used = memory_of(node.pid()) - empty;
    RecordProperty("bytes_per_connection", std::to_string(used / count));
    if (std::string_view(DMQ_SANITIZER) == "none") { // they need memory of their own for each byte
        EXPECT_LT(used, 100'000'000U);
    }

    ASSERT_TRUE(clients.front().send(pop_message(1, "ch")));
    EXPECT_EQ(neo::test::receive(clients.front()), neo::test::Message(1, neo::test::supported));
}

} // namespace
} // namespace dmq::test
