// SPDX-License-Identifier: BSL-1.0
// Lines and answers of the administration sockets, without sockets.
#include "admin_commands.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace dmq::node_app {
namespace {

using testing::MockFunction;
using testing::Return;

std::string entry(const std::string& name) { return name + ':' + std::string(256, '0') + '\n'; }

TEST(AdminCommands, GetTheirTrimmedArguments)
{
    AdminCommands commands;
    commands.add("echo", [](std::string_view text) { return '<' + std::string(text) + ">\n"; });
    EXPECT_EQ(commands.run("echo"), "<>\n");
    EXPECT_EQ(commands.run(" \techo  a  b \r"), "<a  b>\n");
    EXPECT_EQ(commands.run("echo\ta"), "<a>\n");
}

TEST(AdminCommands, IgnoreEmptyLines)
{
    const AdminCommands commands;
    EXPECT_EQ(commands.run(""), "");
    EXPECT_EQ(commands.run(" \t\r"), "");
}

TEST(AdminCommands, AreCaseSensitive)
{
    AdminCommands commands;
    commands.add("echo", [](std::string_view) { return "yes\n"; });
    for (const auto* line : {"Echo", "ech", "echoo", "no-such-command", "e cho"})
        EXPECT_EQ(commands.run(line), "Command not found\n") << line;
}

TEST(AdminCommands, AnswerWithTheTextOfAnException)
{
    AdminCommands commands;
    commands.add("fail", [](std::string_view) -> std::string { throw std::runtime_error("no"); });
    EXPECT_EQ(commands.run("fail"), "Error: no\n");
}

TEST(AdminCommands, HelpListsThemByName)
{
    AdminCommands commands;
    EXPECT_EQ(commands.run("help"), "help: this list\n\n");
    commands.add(
        "second", [](std::string_view) { return ""; }, "does two things");
    commands.add(
        "first", [](std::string_view) { return ""; }, "NAME [OTHER]: does one thing");
    commands.add("third", [](std::string_view) { return ""; });
    EXPECT_EQ(commands.run(" help "),
              "help: this list\nfirst NAME [OTHER]: does one thing\n"
              "second: does two things\nthird\n\n");
}

class CredentialsCommands : public testing::Test {
protected:
    CredentialsCommands() { add_credentials_commands(commands_, credentials_); }

    TempDir dir_;
    Credentials credentials_{dir_.write("credentials", entry("test"))};
    AdminCommands commands_;
};

TEST_F(CredentialsCommands, List)
{
    EXPECT_EQ(commands_.run("list-credentials"), "Registered credentials:\ntest\n");
}

TEST_F(CredentialsCommands, Update)
{
    dir_.write("credentials", entry("test") + entry("other"));
    EXPECT_EQ(commands_.run("update-credentials"), "Credentials updated.\n");
    EXPECT_EQ(commands_.run("list-credentials"), "Registered credentials:\nother\ntest\n");
}

TEST_F(CredentialsCommands, TakeNoArguments)
{
    for (const auto* line : {"list-credentials foo bar", "update-credentials x"})
        EXPECT_EQ(commands_.run(line), "Error: No command arguments expected\n");
}

TEST_F(CredentialsCommands, SayWhatIsWrongWithTheFileAndKeepTheOldKeys)
{
    const auto path = dir_.write("credentials", entry("a") + "bad line\n");
    EXPECT_EQ(commands_.run("update-credentials"),
              "Error updating credentials: Invalid key length 0 (should be 256) in registry file " +
                  path + " at line 2\n");
    std::filesystem::remove(path);
    EXPECT_EQ(commands_.run("update-credentials"),
              "Error updating credentials: open: No such file or directory on " + path + '\n');
    EXPECT_EQ(commands_.run("list-credentials"), "Registered credentials:\ntest\n");
}

class ApplicationCommands : public testing::Test {
protected:
    ApplicationCommands()
    {
        add_application_commands(commands_, reopen_.AsStdFunction(), "dmqnode version 1.2.3");
    }

    testing::StrictMock<MockFunction<bool(std::string_view)>> reopen_;
    AdminCommands commands_;
};

TEST_F(ApplicationCommands, ShowTheVersionWhateverTheArguments)
{
    EXPECT_EQ(commands_.run("show_version"), "dmqnode version 1.2.3\n");
    EXPECT_EQ(commands_.run("show_version please"), "dmqnode version 1.2.3\n");
}

TEST_F(ApplicationCommands, ReopenTheNamedFiles)
{
    EXPECT_CALL(reopen_, Call(std::string_view("log/root.log"))).WillOnce(Return(true));
    EXPECT_CALL(reopen_, Call(std::string_view("log/stats.log"))).WillOnce(Return(true));
    EXPECT_EQ(commands_.run("reopen_files log/root.log  log/stats.log"), "ACK\n");
}

TEST_F(ApplicationCommands, StopAtTheFirstFileThatIsUnknown)
{
    EXPECT_CALL(reopen_, Call(std::string_view("a"))).WillOnce(Return(true));
    EXPECT_CALL(reopen_, Call(std::string_view("b"))).WillOnce(Return(false));
    EXPECT_EQ(commands_.run("reopen_files a b c"), "ERROR: Could not rotate the file 'b'\n");
}

TEST_F(ApplicationCommands, WantANameToReopen)
{
    EXPECT_EQ(commands_.run("reopen_files"), "ERROR: missing name of the file to rotate.\n");
}

} // namespace
} // namespace dmq::node_app
