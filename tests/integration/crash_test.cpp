// SPDX-License-Identifier: BSL-1.0
// A node with a full memory is killed in the middle of its work, and started again.
// DMQ_CRASHES=200 takes longer.
#include "node_process.hpp"

#include <dmq/client/error.hpp>
#include <dmq/client/legacy_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace dmq::test {
namespace {

using testing::HasSubstr;

constexpr std::size_t record_size = 3000;
constexpr int in_memory = 10; // records that memory has room for, and one more

std::string record(int n)
{
    const std::string number = std::to_string(n) + ' ';
    return number + std::string(record_size - number.size(), 'x');
}

client::LegacyConnection connect(std::uint16_t port)
{
    return client::LegacyConnection({"127.0.0.1", port});
}

class Crash : public testing::Test {
protected:
    Crash()
    {
        directory_.set("channel_size_limit", "30000");
        directory_.set("[Overflow]\nwrite_index_ms", "2");
    }

    void start(const TempDir& directory)
    {
        node_.reset();
        node_ = std::make_unique<NodeProcess>(directory,
                                              std::vector<std::string>{"-c", "etc/config.ini"});
        port_ = node_->wait_for_port();
        ASSERT_NE(port_, 0) << node_->output();
    }
    void start() { start(directory_); }

    /// Pushes and pops until the node is gone. Three pushes for two pops: the overflow grows, and
    /// its head is cut off.
    void load()
    {
        try {
            auto connection = connect(port_);
            for (unsigned step = 0;; ++step) {
                if (step % 5 < 3) {
                    if (connection.push("ch", record(pushed_ + 1)) != client::Status::ok)
                        return;
                    ++pushed_;
                } else {
                    const auto answer = connection.pop("ch");
                    popped_ = std::stoi(answer.value);
                }
                ++done_;
            }
        } catch (const client::Error&) {
        }
    }

    /// Kills the node when it has done so much.
    void kill_after(int operations)
    {
        done_ = 0;
        std::thread loader([this] { load(); });
        while (done_ < operations)
            std::this_thread::yield();
        node_->signal(SIGKILL);
        loader.join();
        EXPECT_EQ(node_->wait(), -SIGKILL) << node_->output();
    }

    std::vector<int> drained()
    {
        std::vector<int> numbers;
        auto connection = connect(port_);
        for (;;) {
            const std::string value = connection.pop("ch").value;
            if (value.empty())
                return numbers;
            numbers.push_back(std::stoi(value));
            EXPECT_EQ(value, record(numbers.back()));
        }
    }

    /// What the node has acknowledged is there, but for what was in memory.
    void expect_survivors(const std::vector<int>& found) const
    {
        if (found.empty()) {
            EXPECT_LE(pushed_ - popped_, in_memory);
            return;
        }
        EXPECT_LE(found.front(), popped_ + 1 + in_memory);
        for (std::size_t i = 1; i < found.size(); ++i)
            ASSERT_EQ(found[i], found[i - 1] + 1);
        EXPECT_GE(found.back(), pushed_);
        EXPECT_LE(found.back(), pushed_ + 1) << "one push was under way";
    }

    NodeDirectory directory_;
    std::unique_ptr<NodeProcess> node_;
    std::uint16_t port_ = 0;
    std::atomic<int> done_ = 0;
    int pushed_ = 0;
    int popped_ = 0;
};

TEST_F(Crash, NothingOfTheOverflowIsLostWhenTheNodeIsKilled)
{
    const char* const wanted = std::getenv("DMQ_CRASHES");
    const int crashes = wanted == nullptr ? 5 : std::atoi(wanted);
    const unsigned seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    start();
    for (int n = 0; n < crashes && !HasFailure(); ++n) {
        SCOPED_TRACE("crash " + std::to_string(n));
        kill_after(1 + static_cast<int>(random() % 5000));
        start();
        const auto found = drained();
        expect_survivors(found);
        if (!found.empty())
            pushed_ = found.back();
        popped_ = pushed_;
    }
    node_->signal(SIGTERM);
    EXPECT_EQ(node_->wait(), 0) << node_->output();
    EXPECT_FALSE(directory_.has("data/overflow.dat"));
}

TEST_F(Crash, ACopyOfTheDirectoryTakenAtAnyMomentStarts)
{
    start();
    std::thread loader([this] { load(); });
    std::vector<std::unique_ptr<NodeDirectory>> copies;
    for (int n = 1; n <= 4; ++n) {
        while (done_ < n * 500)
            std::this_thread::yield();
        copies.push_back(std::make_unique<NodeDirectory>());
        std::filesystem::create_directory(copies.back()->path() / "data");
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path() / "data")) {
            std::error_code gone;
            std::filesystem::copy(entry.path(),
                                  copies.back()->path() / "data" / entry.path().filename(), gone);
        }
    }
    node_->signal(SIGKILL);
    loader.join();
    for (const auto& copy : copies) {
        start(*copy);
        auto connection = connect(port_);
        EXPECT_EQ(connection.push("other", "x"), client::Status::ok);
        node_->signal(SIGTERM);
        EXPECT_EQ(node_->wait(), 0) << node_->output();
    }
}

TEST_F(Crash, AFailedStartLeavesTheOverflowAsItIs)
{
    start();
    kill_after(300);
    const auto files = [this] {
        std::vector<std::pair<std::string, std::string>> all;
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path() / "data")) {
            const std::string name = entry.path().filename();
            all.emplace_back(name, directory_.read("data/" + name));
        }
        std::sort(all.begin(), all.end());
        return all;
    };
    const auto before = files();
    ASSERT_FALSE(before.empty());
    NodeDirectory other;
    NodeProcess first(other, {"-c", "etc/config.ini"});
    const auto taken = first.wait_for_port();
    directory_.set("[Server]\nport", std::to_string(taken));
    NodeProcess refused(directory_, {"-c", "etc/config.ini"});
    EXPECT_EQ(refused.wait(), 1);
    EXPECT_THAT(refused.output(), HasSubstr("Address already in use"));
    EXPECT_EQ(files(), before);
}

TEST_F(Crash, EmptySubscribersSurviveARestartAndSoDoesTheOverflow)
{
    start();
    {
        auto connection = connect(port_);
        ASSERT_EQ(connection.push("ch", record(1)), client::Status::ok);
        auto consumer = connection.consume("ch");
        ASSERT_TRUE(consumer.next());
    }
    node_->signal(SIGTERM);
    EXPECT_EQ(node_->wait(), 0) << node_->output();
    EXPECT_EQ(directory_.read("data/.subscribers"), "@ch\n");
    start();
    auto connection = connect(port_);
    EXPECT_NE(connection.pop("ch").status, client::Status::ok) << "it has a subscriber";
    for (int n = 1; n <= 30; ++n)
        ASSERT_EQ(connection.push("ch", record(n)), client::Status::ok);
    node_->signal(SIGTERM);
    EXPECT_EQ(node_->wait(), 0) << node_->output();
    EXPECT_TRUE(directory_.has("data/@ch.rq"));
    EXPECT_TRUE(directory_.has("data/overflow.dat"));
    EXPECT_THAT(directory_.read("data/ofchannels.csv"), HasSubstr("@ch 21 63000 8 "));
}

} // namespace
} // namespace dmq::test
