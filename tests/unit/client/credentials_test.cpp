// SPDX-License-Identifier: BSL-1.0
// Nodes files and credentials files: what is taken from them, and what is said about wrong ones.
#include "support/temp_dir.hpp"

#include <dmq/client/credentials.hpp>

#include <gtest/gtest.h>

namespace dmq::client {
namespace {

using Addresses = std::vector<Address>;

/// What a function says that throws FileError.
template <class Function> std::string complaint(Function function)
{
    try {
        function();
    } catch (const FileError& error) {
        return error.what();
    }
    return "no complaint";
}

std::string complaint_about_nodes(std::string_view text)
{
    return complaint([&] { parse_nodes(text, "nodes"); });
}

std::string complaint_about_credentials(std::string_view text)
{
    return complaint([&] { parse_credentials(text, "cred"); });
}

const std::string key = std::string(254, '0') + "aF";

TEST(NodesFile, HasALineForEachNode)
{
    EXPECT_EQ(parse_nodes("10.0.0.1:9000\n\n# comment\n  host:1  # behind\r\n[::1]:65535", "f"),
              (Addresses{{"10.0.0.1", 9000}, {"host", 1}, {"::1", 65535}}));
}

TEST(NodesFile, SaysWhatIsWrongAndWhere)
{
    EXPECT_EQ(complaint_about_nodes("a:1\n\nhost\n"), "nodes:3: expected HOST:PORT, not \"host\"");
    EXPECT_EQ(complaint_about_nodes("a:65536"), "nodes:1: expected HOST:PORT, not \"a:65536\"");
    EXPECT_EQ(complaint_about_nodes("# nothing\n"),
              "nodes: no node in it: expected a line with HOST:PORT");
}

TEST(CredentialsFile, HasExactlyOneEntry)
{
    const Credentials credentials = parse_credentials("\n\tme :" + key + "\r\n\n", "f");
    EXPECT_EQ(credentials.name, "me");
    EXPECT_EQ(credentials.key[0], std::byte{0});
    EXPECT_EQ(credentials.key[127], std::byte{0xaf});
}

TEST(CredentialsFile, SaysWhatIsWrongAndNothingOfTheKey)
{
    const std::string name_expected =
        "expected a client name of 1 to 100 printable characters before ':'";
    const std::string key_expected = "expected a key of 256 hexadecimal digits behind ':'";
    EXPECT_EQ(complaint_about_credentials(""), "cred: empty: expected one line NAME:KEY");
    EXPECT_EQ(complaint_about_credentials("a:" + key + "\nb:" + key),
              "cred:2: a second entry: expected exactly one");
    EXPECT_EQ(complaint_about_credentials(":" + key), "cred:1: " + name_expected);
    EXPECT_EQ(complaint_about_credentials(std::string(101, 'n') + ":" + key),
              "cred:1: " + name_expected);
    EXPECT_EQ(complaint_about_credentials("n\x7f:" + key), "cred:1: " + name_expected);
    EXPECT_EQ(complaint_about_credentials("name"), "cred:1: " + key_expected);
    EXPECT_EQ(complaint_about_credentials("name:" + key + "0"), "cred:1: " + key_expected);
    EXPECT_EQ(complaint_about_credentials("name:" + key.substr(1) + "g"),
              "cred:1: " + key_expected);
}

TEST(ClientFiles, AreReadFromDisk)
{
    const dmq::test::TempDir directory;
    EXPECT_EQ(load_nodes(directory.write("nodes", "a:1\n")), (Addresses{{"a", 1}}));
    EXPECT_EQ(load_credentials(directory.write("cred", "me:" + key)).name, "me");
    EXPECT_EQ(complaint([&] { load_nodes(directory / "none"); }),
              directory / "none" + ": cannot be read: No such file or directory");
    EXPECT_EQ(complaint([&] { load_credentials(directory / "none"); }),
              directory / "none" + ": cannot be read: No such file or directory");
}

} // namespace
} // namespace dmq::client
