// SPDX-License-Identifier: BSL-1.0
// The credentials file: format, errors, reload, new entries.
#include "credentials.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <new>
#include <sys/stat.h>
#include <thread>

namespace dmq::node_app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string entry(const std::string& name, char digit)
{
    return name + ':' + std::string(256, digit);
}

std::array<std::byte, SecretKey::size> key_of_bytes(unsigned value)
{
    std::array<std::byte, SecretKey::size> bytes;
    bytes.fill(static_cast<std::byte>(value));
    return bytes;
}

std::string parse_error(const std::string& text)
{
    try {
        parse_credentials(text, "etc/credentials");
    } catch (const CredentialsError& error) {
        return error.what();
    }
    return "(none)";
}

TEST(CredentialsFile, MapsNamesToKeys)
{
    const auto table = parse_credentials(entry("a", 'A') + '\n' + entry("b", '1'), "f");
    ASSERT_EQ(table.size(), 2U);
    EXPECT_EQ(table.at("a").bytes, key_of_bytes(0xaa));
    EXPECT_EQ(table.at("b").bytes, key_of_bytes(0x11));
}

TEST(CredentialsFile, HasTheHighDigitFirst)
{
    const auto table = parse_credentials("a:0123456789abcDEF" + std::string(240, '0'), "f");
    const auto& bytes = table.at("a").bytes;
    EXPECT_EQ(bytes[0], std::byte{0x01});
    EXPECT_EQ(bytes[6], std::byte{0xcd});
    EXPECT_EQ(bytes[7], std::byte{0xef});
}

TEST(CredentialsFile, ToleratesBlanksAndEmptyLines)
{
    const auto table = parse_credentials(
        "\n\n \ta\v: \t" + std::string(256, '0') + " \r\n\n\n" + entry("b", '1') + "\n\n", "f");
    EXPECT_EQ(table.size(), 2U);
    EXPECT_EQ(table.count("a"), 1U);
}

TEST(CredentialsFile, MayBeEmpty)
{
    EXPECT_THAT(parse_credentials("", "f"), IsEmpty());
    EXPECT_THAT(parse_credentials("\n\n", "f"), IsEmpty());
}

TEST(CredentialsFile, HasNoComments)
{
    EXPECT_EQ(parse_credentials(entry("#c", '0'), "f").count("#c"), 1U);
}

TEST(CredentialsFile, LetsTheLastOfANameWin)
{
    const auto table = parse_credentials(entry("a", '1') + '\n' + entry("a", '2'), "f");
    EXPECT_EQ(table.size(), 1U);
    EXPECT_EQ(table.at("a").bytes, key_of_bytes(0x22));
}

TEST(CredentialsFile, TakesNamesOfUpTo100PrintableCharacters)
{
    const std::string name = "!~" + std::string(98, 'n');
    EXPECT_EQ(parse_credentials(entry(name, '0'), "f").count(name), 1U);
    EXPECT_EQ(parse_error(entry(name + 'n', '0')),
              "Invalid name length 101 (should be at most 100) in registry file etc/credentials "
              "at line 1");
}

TEST(CredentialsFile, CountsEntriesInMessages)
{
    EXPECT_EQ(parse_error(entry("a", '0') + "\n\n" + entry("b", '0') + "\n\n\nc:00\n"),
              "Invalid key length 2 (should be 256) in registry file etc/credentials at line 3");
}

struct BadEntry {
    std::string text;
    std::string message; // without " in registry file etc/credentials at line 1"
};

class BadCredentials : public testing::TestWithParam<BadEntry> { };

TEST_P(BadCredentials, NameFileAndLineButNoKey)
{
    EXPECT_EQ(parse_error(GetParam().text),
              GetParam().message + " in registry file etc/credentials at line 1");
}

INSTANTIATE_TEST_SUITE_P(
    Entries, BadCredentials,
    testing::Values(BadEntry{" \t\n", "Empty name"}, //
                    BadEntry{entry("", '0'), "Empty name"}, //
                    BadEntry{entry(" ", '0'), "Empty name"}, //
                    BadEntry{"bad line\n", "Invalid key length 0 (should be 256)"}, //
                    BadEntry{"a:", "Invalid key length 0 (should be 256)"}, //
                    BadEntry{entry("a", '0') + '0', "Invalid key length 257 (should be 256)"}, //
                    BadEntry{entry("a:b", '0'), "Invalid key length 258 (should be 256)"}, //
                    BadEntry{entry("a b", '0'), "Invalid character in name at position 2"}, //
                    BadEntry{entry("ab\xc3\xa4", '0'), "Invalid character in name at position 3"},
                    BadEntry{entry("a\x7f", '0'), "Invalid character in name at position 2"}, //
                    BadEntry{entry("a", 'g'), "Invalid character in key at position 1"}, //
                    BadEntry{"a:" + std::string(255, '0') + '@',
                             "Invalid character in key at position 256"}));

std::string read_error(const std::string& path)
{
    try {
        read_credentials(path);
    } catch (const CredentialsError& error) {
        return error.what();
    }
    return "(none)";
}

TEST(CredentialsFile, SaysWhyItCannotBeRead)
{
    const TempDir dir;
    EXPECT_EQ(read_error(dir / "none"), "open: No such file or directory on " + (dir / "none"));
    EXPECT_EQ(read_error(dir / ""), "open: Not a regular file on " + (dir / ""));
}

TEST(CredentialsFile, IsAtMostTenMillionBytesLong)
{
    const TempDir dir;
    const auto path = dir.write("c", std::string(10'000'000, '\n'));
    EXPECT_THAT(read_credentials(path), IsEmpty());
    dir.write("c", std::string(10'000'001, '\n'));
    EXPECT_EQ(read_error(path),
              "Invalid size 10000001 (should be at most 10000000) of registry "
              "file " +
                  path);
}

TEST(Credentials, AreReadAtOnce)
{
    const TempDir dir;
    const Credentials credentials(dir.write("c", entry("b", '2') + '\n' + entry("a", '1')));
    EXPECT_THAT(credentials.names(), ElementsAre("a", "b"));
    ASSERT_TRUE(credentials.key_of("b"));
    EXPECT_EQ(credentials.key_of("b")->bytes, key_of_bytes(0x22));
    EXPECT_FALSE(credentials.key_of("c"));
    EXPECT_FALSE(credentials.key_of(""));
}

TEST(Credentials, ThrowWithoutAFile)
{
    const TempDir dir;
    EXPECT_THROW(Credentials(dir / "none"), CredentialsError);
}

TEST(Credentials, AreReplacedByAReload)
{
    const TempDir dir;
    Credentials credentials(dir.write("c", entry("a", '1') + '\n' + entry("b", '1')));
    dir.write("c", entry("a", '3'));
    credentials.reload();
    EXPECT_THAT(credentials.names(), ElementsAre("a"));
    EXPECT_EQ(credentials.key_of("a")->bytes, key_of_bytes(0x33));
}

TEST(Credentials, StayAfterAReloadThatFails)
{
    const TempDir dir;
    Credentials credentials(dir.write("c", entry("a", '1')));
    for (const auto& bad : {entry("b", '2') + "\nbad line\n", std::string(" ")}) {
        dir.write("c", bad);
        EXPECT_THROW(credentials.reload(), CredentialsError);
        EXPECT_THAT(credentials.names(), ElementsAre("a"));
        EXPECT_EQ(credentials.key_of("a")->bytes, key_of_bytes(0x11));
    }
    std::filesystem::remove(dir / "c");
    EXPECT_THROW(credentials.reload(), CredentialsError);
    EXPECT_THAT(credentials.names(), ElementsAre("a"));
}

TEST(Credentials, AreReloadedWhileOthersLookKeysUp)
{
    const TempDir dir;
    Credentials credentials(dir.write("c", entry("a", '1')));
    std::thread reader([&] {
        for (int i = 0; i < 1000; ++i) {
            const auto key = credentials.key_of("a");
            ASSERT_TRUE(key);
            ASSERT_EQ(key->bytes, key_of_bytes(0x11));
        }
    });
    for (int i = 0; i < 100; ++i)
        credentials.reload();
    reader.join();
}

TEST(SecretKey, IsWipedWhenItEnds)
{
    alignas(SecretKey) std::array<std::byte, sizeof(SecretKey)> memory{};
    auto* key = ::new (memory.data()) SecretKey;
    key->bytes.fill(std::byte{0x5a});
    std::destroy_at(key);
    // through volatile: the compiler may not assume that destroyed memory is not looked at
    const volatile std::byte* bytes = memory.data();
    for (std::size_t i = 0; i < memory.size(); ++i) {
        const std::byte value = bytes[i];
        ASSERT_EQ(value, std::byte{0}) << i;
    }
}

TEST(NewCredentials, CanBeReadBack)
{
    const auto line = make_credentials_line("client.1");
    EXPECT_EQ(line.size(), std::string("client.1").size() + 1 + 256 + 1);
    EXPECT_EQ(line.back(), '\n');
    const auto table = parse_credentials(line, "f");
    ASSERT_EQ(table.count("client.1"), 1U);
    EXPECT_NE(table.at("client.1").bytes, key_of_bytes(0));
}

TEST(NewCredentials, AreDifferentEveryTime)
{
    EXPECT_NE(make_credentials_line("a"), make_credentials_line("a"));
}

TEST(NewCredentials, RefuseNamesThatTheFileCannotHold)
{
    for (const auto& name :
         {std::string(), std::string("a:b"), std::string("a b"), std::string(101, 'n')})
        EXPECT_THROW(make_credentials_line(name), CredentialsError) << name;
}

TEST(NewCredentials, GoToANewFileForTheOwnerOnly)
{
    const TempDir dir;
    const auto path = dir / "credentials";
    create_credentials_file(path, "a:1\n");
    EXPECT_EQ(dir.read("credentials"), "a:1\n");
    struct stat status { };
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_THROW(create_credentials_file(path, "b:2\n"), CredentialsError);
    EXPECT_EQ(dir.read("credentials"), "a:1\n");
}

} // namespace
} // namespace dmq::node_app
