// SPDX-License-Identifier: BSL-1.0
// Consumers that are killed lose nothing.
#include "neo_consumer.hpp"
#include "node_process.hpp"

#include <dmq/client/legacy_connection.hpp>

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace dmq::test {
namespace {

constexpr std::uint32_t count = 100'000;
constexpr int most_batches = 4; // of at least 900 records each

std::string record(std::uint32_t number)
{
    std::string text(reinterpret_cast<const char*>(&number), sizeof number);
    text.resize(100, '.');
    return text;
}

std::uint32_t number_of(const std::string& record)
{
    return load<std::uint32_t>(bytes_of(record).data());
}

/// A process that consumes a few batches, and tells the number of each record that it has worked
/// through; the last batch stays without an answer.
class ConsumerProcess {
public:
    explicit ConsumerProcess(std::uint16_t port)
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            work(port, ends[1]);
            ::_exit(0);
        }
        ::close(ends[1]);
        pipe_ = ends[0];
    }
    ConsumerProcess(const ConsumerProcess&) = delete;
    ConsumerProcess& operator=(const ConsumerProcess&) = delete;
    ~ConsumerProcess() { ::close(pipe_); }

    /// Reads so many numbers, fewer if the process has ended.
    void read(std::size_t numbers, std::set<std::uint32_t>& to) const
    {
        std::uint32_t number = 0;
        while (numbers-- > 0 && ::read(pipe_, &number, sizeof number) == sizeof number)
            to.insert(number);
    }
    /// With SIGKILL; reads what it has told until then.
    void kill(std::set<std::uint32_t>& to) const
    {
        ::kill(pid_, SIGKILL);
        read(count, to);
        int status = 0;
        ::waitpid(pid_, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << "it has ended by itself";
    }

private:
    static void work(std::uint16_t port, int to)
    {
        NeoConsumer consumer(port, "ch", "sub");
        for (int batch = 1; batch <= most_batches; ++batch) {
            for (const std::string& text : consumer.next()) {
                const std::uint32_t number = number_of(text);
                if (::write(to, &number, sizeof number) != sizeof number)
                    return;
            }
            if (batch < most_batches)
                consumer.proceed();
        }
        ::pause(); // the node must not see it leave before it is killed
    }

    pid_t pid_ = -1;
    int pipe_ = -1;
};

void push_all(std::uint16_t port)
{
    client::LegacyConnection connection({"127.0.0.1", port});
    auto pusher = connection.pusher("ch");
    for (std::uint32_t i = 0; i < count; ++i)
        ASSERT_TRUE(pusher.push(record(i)));
    pusher.finish();
    ASSERT_EQ(pusher.acknowledged(), count);
}

TEST(Redelivery, EveryRecordArrivesThoughConsumersAreKilled)
{
    const auto seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand random(seed);
    NodeDirectory directory;
    directory.set("channel_size_limit", "100000000");
    NodeProcess node(directory, {"-c", "etc/config.ini"});
    const std::uint16_t port = node.wait_for_port();
    ASSERT_NE(port, 0) << node.output();
    const std::uint16_t neo_port = node.wait_for_neo_port();
    NeoConsumer survivor(neo_port, "ch", "sub");
    push_all(port);

    std::set<std::uint32_t> seen;
    for (int i = 0; i < 10; ++i) {
        const ConsumerProcess consumer(neo_port);
        consumer.read(1 + random() % 3600, seen); // somewhere inside of its batches
        consumer.kill(seen);
        for (const std::string& text : survivor.next())
            seen.insert(number_of(text));
        survivor.proceed();
    }
    EXPECT_LT(seen.size(), count) << "they were killed in the middle";
    while (seen.size() < count) {
        const auto records = survivor.next();
        ASSERT_FALSE(records.empty());
        for (const std::string& text : records)
            seen.insert(number_of(text));
        survivor.proceed();
    }
}

} // namespace
} // namespace dmq::test
