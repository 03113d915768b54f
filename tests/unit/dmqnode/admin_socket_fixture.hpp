// SPDX-License-Identifier: BSL-1.0
// What the tests of the administration socket share.
#pragma once

#include "admin_client.hpp"
#include "admin_socket.hpp"
#include "temp_dir.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <sys/stat.h>

namespace dmq::node_app {

/// "echo <text>" and "big", whose answer no socket buffer holds.
inline AdminCommands some_commands()
{
    AdminCommands commands;
    commands.add("echo", [](std::string_view text) { return std::string(text) + '\n'; });
    commands.add("big", [](std::string_view) { return std::string(8'000'000, 'x') + '\n'; });
    return commands;
}

/// A directory for the socket, and the loop that is run between the client's steps.
class AdminSocketTest : public testing::Test {
protected:
    // Runs the loop until the condition holds; fails after a time that is never needed.
    template <class Condition> void run_until(Client& client, Condition condition)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        for (client.receive(); !condition(); client.receive()) {
            ASSERT_LT(std::chrono::steady_clock::now(), give_up) << client.received.size();
            loop_.run_for(std::chrono::milliseconds(1));
        }
    }
    void expect_answer(Client& client, const std::string& answer)
    {
        run_until(client, [&] { return client.received.size() >= answer.size() || client.closed; });
        EXPECT_EQ(client.received, answer);
        client.received.clear();
    }
    void expect_closed(Client& client)
    {
        run_until(client, [&] { return client.closed; });
    }
    mode_t permissions() const
    {
        struct stat status { };
        EXPECT_EQ(::lstat(path_.c_str(), &status), 0);
        return status.st_mode & 0777U;
    }
    std::string open_error()
    {
        try {
            const AdminSocket socket(loop_, path_, some_commands());
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "(open)";
    }

    TempDir dir_;
    std::string path_ = dir_ / "a.socket";
    boost::asio::io_context loop_{1};
};

} // namespace dmq::node_app
