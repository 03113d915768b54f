// SPDX-License-Identifier: BSL-1.0
// The administration socket, with clients on real UNIX sockets.
#include "admin_socket.hpp"
#include "admin_socket_fixture.hpp"
#include "unique_fd.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace dmq::node_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST_F(AdminSocketTest, AnswersSeveralLinesOnOneConnection)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    client.send("echo a\n");
    expect_answer(client, "a\n");
    client.send("no-such-command\n");
    expect_answer(client, "Command not found\n");
    client.send("  \n\necho b \r\n");
    expect_answer(client, "b\n");
    EXPECT_FALSE(client.closed);
}

TEST_F(AdminSocketTest, AnswersPipelinedLinesInOrder)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    std::string input;
    std::string answers;
    for (int i = 0; i < 1000; ++i) {
        input += "echo " + std::to_string(i) + '\n';
        answers += std::to_string(i) + '\n';
    }
    client.send(input);
    expect_answer(client, answers);
}

TEST_F(AdminSocketTest, BuffersUpToTheNewlineWhereverALineIsCut)
{
    const AdminSocket socket(loop_, path_, some_commands());
    const std::string input = "echo one\n\necho two\n";
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        SCOPED_TRACE(cut);
        Client client(path_);
        client.send(input.substr(0, cut));
        loop_.poll();
        client.send(input.substr(cut));
        expect_answer(client, "one\ntwo\n");
    }
}

TEST_F(AdminSocketTest, TakesALineByteByByte)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    for (const char c : std::string("echo slow\n")) {
        client.send({&c, 1});
        loop_.poll();
    }
    expect_answer(client, "slow\n");
}

TEST_F(AdminSocketTest, TakesTheLongestLine)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    const std::string text(longest_admin_line - std::strlen("echo \n"), 'x');
    client.send("echo a\necho " + text);
    loop_.poll();
    client.send("\necho b\n");
    expect_answer(client, "a\n" + text + "\nb\n");
}

TEST_F(AdminSocketTest, RefusesALongerLineAndCloses)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    client.send("echo a\n" + std::string(longest_admin_line, 'x') + "\necho b\n");
    expect_closed(client);
    EXPECT_EQ(client.received, "a\nError: line too long\n");
}

TEST_F(AdminSocketTest, AnswersAClientThatHasFinishedSending)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    client.send("echo a\necho b\nunfinished");
    client.end_of_input();
    expect_closed(client);
    EXPECT_EQ(client.received, "a\nb\n");
}

TEST_F(AdminSocketTest, ServesOthersWhileAClientDoesNotRead)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client slow(path_);
    slow.send("big\nbig\necho end\n");
    Client quick(path_);
    quick.send("echo quick\n");
    expect_answer(quick, "quick\n");
    expect_answer(slow,
                  std::string(8'000'000, 'x') + '\n' + std::string(8'000'000, 'x') + "\nend\n");
}

TEST_F(AdminSocketTest, SurvivesAClientThatLeavesWithoutReading)
{
    const AdminSocket socket(loop_, path_, some_commands());
    Client rude(path_);
    rude.send("big\nbig\n");
    loop_.poll();
    rude.leave();
    Client client(path_);
    client.send("echo a\n");
    expect_answer(client, "a\n");
}

TEST_F(AdminSocketTest, ServesManyConnections)
{
    const AdminSocket socket(loop_, path_, some_commands());
    std::vector<std::optional<Client>> clients(200);
    for (auto& client : clients) {
        client.emplace(path_);
        ASSERT_TRUE(client->connected());
        client->send("echo x\n");
        loop_.poll();
    }
    for (auto& client : clients)
        expect_answer(*client, "x\n");
}

TEST_F(AdminSocketTest, HasThePermissionsOfUmask002WhateverTheUmask)
{
    for (const mode_t mask : {0U, 022U, 077U}) {
        const auto before = ::umask(mask);
        const AdminSocket socket(loop_, path_, some_commands());
        ::umask(before);
        EXPECT_EQ(permissions(), 0775U) << mask;
    }
}

TEST_F(AdminSocketTest, HasTheConfiguredPermissions)
{
    const AdminSocket socket(loop_, path_, some_commands(), 0600);
    EXPECT_EQ(permissions(), 0600U);
}

TEST_F(AdminSocketTest, ReplacesASocketThatWasLeftThere)
{
    const UniqueFd left(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(left.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    client.send("echo a\n");
    expect_answer(client, "a\n");
}

TEST_F(AdminSocketTest, LeavesOtherFilesAlone)
{
    dir_.write("a.socket", "precious");
    EXPECT_THAT(open_error(), AllOf(HasSubstr(path_), HasSubstr("not a socket")));
    EXPECT_EQ(dir_.read("a.socket"), "precious");
}

TEST_F(AdminSocketTest, SaysWhyItCannotBeMade)
{
    path_ = dir_ / "none/a.socket";
    EXPECT_THAT(open_error(), AllOf(HasSubstr(path_), HasSubstr("No such file or directory")));
    path_ = dir_ / std::string(108, 'p');
    EXPECT_THAT(open_error(), AllOf(HasSubstr(path_), HasSubstr("shorter than 108 bytes")));
}

TEST_F(AdminSocketTest, ClosesConnectionsAndRemovesItsFileWhenStopped)
{
    AdminSocket socket(loop_, path_, some_commands());
    Client client(path_);
    client.send("echo a\n");
    expect_answer(client, "a\n");
    client.send("echo b\n");
    socket.stop();
    socket.stop();
    EXPECT_FALSE(dir_.has("a.socket"));
    loop_.run(); // nothing keeps it running
    client.receive();
    EXPECT_TRUE(client.closed);
    EXPECT_EQ(client.received, "");
    EXPECT_FALSE(Client(path_).connected());
}

TEST_F(AdminSocketTest, RunsNoCommandAfterTheStop)
{
    int runs = 0;
    AdminCommands commands;
    commands.add("count", [&](std::string_view) { return std::to_string(++runs) + '\n'; });
    AdminSocket socket(loop_, path_, std::move(commands));
    Client client(path_);
    client.send("count\ncount\n");
    while (runs == 0)
        loop_.run_one();
    socket.stop();
    loop_.run();
    EXPECT_EQ(runs, 1);
}

TEST_F(AdminSocketTest, MayBeStoppedByACommand)
{
    std::optional<AdminSocket> socket;
    int runs = 0;
    AdminCommands commands;
    commands.add("stop", [&](std::string_view) {
        socket->stop();
        return std::string();
    });
    commands.add("count", [&](std::string_view) { return std::to_string(++runs) + '\n'; });
    socket.emplace(loop_, path_, std::move(commands));
    Client client(path_);
    client.send("stop\ncount\n");
    loop_.run();
    expect_closed(client);
    EXPECT_EQ(runs, 0);
}

TEST_F(AdminSocketTest, MayEndBeforeTheLoopDoes)
{
    std::optional<AdminSocket> socket(std::in_place, loop_, path_, some_commands());
    Client client(path_);
    client.send("big\n");
    loop_.poll();
    Client waiting(path_);
    socket.reset();
    loop_.run();
    expect_closed(client);
    expect_closed(waiting);
}

TEST_F(AdminSocketTest, LeavesTheFileOfASuccessor)
{
    AdminSocket first(loop_, path_, some_commands());
    const AdminSocket second(loop_, path_, some_commands());
    first.stop();
    Client client(path_);
    client.send("echo a\n");
    expect_answer(client, "a\n");
}

} // namespace
} // namespace dmq::node_app
