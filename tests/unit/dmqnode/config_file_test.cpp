// SPDX-License-Identifier: BSL-1.0
// The dialect of the configuration file, and overrides.
#include "config_file.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Parsed {
    explicit Parsed(std::string_view text) : file(ConfigFile::parse(text, "c.ini", diagnostics)) { }

    std::string value(std::string_view section, std::string_view key) const
    {
        const auto* entry = file.find(section, key);
        return entry == nullptr ? "(not set)" : entry->value;
    }

    Diagnostics diagnostics;
    ConfigFile file;
};

struct GoodCase {
    const char* what;
    const char* text;
    const char* value; // of [S] k
};

class GoodFile : public testing::TestWithParam<GoodCase> { };

TEST_P(GoodFile, HasTheValue)
{
    const Parsed parsed(GetParam().text);
    EXPECT_THAT(parsed.diagnostics.errors, IsEmpty());
    EXPECT_EQ(parsed.value("S", "k"), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Dialect, GoodFile,
    testing::Values(
        GoodCase{"plain", "[S]\nk=v\n", "v"}, //
        GoodCase{"no newline at the end", "[S]\nk=v", "v"}, //
        GoodCase{"blanks everywhere", " [ S ] \r\n\t k \t=  v w \r\n", "v w"}, //
        GoodCase{"comments", "# a\n[S]\n ;k = 1\n  // k = 2\n#k = 3\nk = v", "v"}, //
        GoodCase{"no comment at the end of a line", "[S]\nk = v ; w # x", "v ; w # x"}, //
        GoodCase{"quotes stay", "[S]\nk = \"v\"", "\"v\""}, //
        GoodCase{"only the first = separates", "[S]\nk = a = b", "a = b"}, //
        GoodCase{"continued", "[S]\nk = a\n  b\nc\n", "a\nb\nc"}, //
        GoodCase{"continued from nothing", "[S]\nk =\n a\n b", "a\nb"}, //
        GoodCase{"continued behind a comment", "[S]\nk = a\n# x\n\nb", "a\nb"}, //
        GoodCase{"the last wins", "[S]\nk = a\nk = b", "b"}, //
        GoodCase{"the last wins, without continuation", "[S]\nk = a\n b\nk = c", "c"}, //
        GoodCase{"the last wins, also if it is empty", "[S]\nk = a\nk =", "(not set)"}, //
        GoodCase{"section repeated", "[S]\nk = a\n[T]\nk = b\n[S]\nk = c", "c"}, //
        GoodCase{"keys are case sensitive", "[S]\nK = a", "(not set)"}, //
        GoodCase{"sections are case sensitive", "[s]\nk = a", "(not set)"}, //
        GoodCase{"comment behind a section", "[S] ; x\nk = a", "a"}, //
        GoodCase{"empty", "", "(not set)"}));

struct BadCase {
    const char* text;
    const char* message;
};

class BadFile : public testing::TestWithParam<BadCase> { };

TEST_P(BadFile, IsReportedWithItsLine)
{
    const Parsed parsed(GetParam().text);
    EXPECT_THAT(parsed.diagnostics.errors, ElementsAre(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Dialect, BadFile,
    testing::Values(
        BadCase{"\nfoo\n", "c.ini:2: foo: expected [Section], key = value or a comment"},
        BadCase{"[S]\nfoo", "c.ini:2: foo: expected [Section], key = value or a comment"},
        BadCase{"k = v", "c.ini:1: k: expected a [Section] line before the first key"},
        BadCase{"[S]\n\n = v", "c.ini:3: = v: expected a key before the '='"},
        BadCase{"[S\n", "c.ini:1: [S: expected [Section]"},
        BadCase{"[]\n", "c.ini:1: []: expected [Section]"},
        BadCase{"[", "c.ini:1: [: expected [Section]"},
        BadCase{"[S] k = v", "c.ini:1: [S] k = v: expected [Section]"}));

TEST(ConfigFile, ReportsAllBadLines)
{
    const Parsed parsed("a\n[S]\nb\nk = v\n");
    EXPECT_THAT(parsed.diagnostics.errors,
                ElementsAre(HasSubstr("c.ini:1:"), HasSubstr("c.ini:3:")));
    EXPECT_EQ(parsed.value("S", "k"), "v");
}

TEST(ConfigFile, ListsSectionsOnceInTheirOrder)
{
    const Parsed parsed("[B]\n[A]\n[B]\n");
    EXPECT_THAT(parsed.file.sections(), ElementsAre("B", "A"));
    EXPECT_TRUE(parsed.file.has_section("A"));
    EXPECT_FALSE(parsed.file.has_section("C"));
}

TEST(ConfigFile, KnowsThePlaceOfEachEntry)
{
    const Parsed parsed("[S]\na = 1\nempty =\n\nb = 2\na = 3\n");
    const auto entries = parsed.file.entries("S");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0]->where, "c.ini:6");
    EXPECT_EQ(entries[1]->where, "c.ini:5");
}

TEST(ConfigFile, IsReadFromDisk)
{
    const TempDir dir;
    const auto path = dir.write("config.ini", "[S]\nk = " + std::string(10000, 'v') + '\n');
    Diagnostics diagnostics;
    const auto file = ConfigFile::read(path, diagnostics);
    ASSERT_NE(file.find("S", "k"), nullptr);
    EXPECT_EQ(file.find("S", "k")->value, std::string(10000, 'v'));
    EXPECT_EQ(file.find("S", "k")->where, path + ":2");
}

std::string unreadable(const std::string& path)
{
    try {
        Diagnostics diagnostics;
        ConfigFile::read(path, diagnostics);
    } catch (const ConfigFileUnreadable& error) {
        return error.what();
    }
    return "(readable)";
}

TEST(ConfigFile, SaysWhyItCannotBeRead)
{
    const TempDir dir;
    EXPECT_THAT(unreadable(dir / "none.ini"),
                AllOf(HasSubstr(dir / "none.ini"), HasSubstr("No such file or directory")));
    EXPECT_THAT(unreadable(dir / ""), HasSubstr("Is a directory"));
}

TEST(Override, ReplacesAValue)
{
    Parsed parsed("[S]\nk = v\n");
    parsed.file.override_value(" S . k  =  new = value ", parsed.diagnostics);
    EXPECT_THAT(parsed.diagnostics.errors, IsEmpty());
    EXPECT_EQ(parsed.value("S", "k"), "new = value");
    EXPECT_EQ(parsed.file.find("S", "k")->where, "--override-config");
}

TEST(Override, RemovesTheEntryIfTheValueIsEmpty)
{
    Parsed parsed("[S]\nk = v\n");
    parsed.file.override_value("S.k =", parsed.diagnostics);
    EXPECT_THAT(parsed.diagnostics.errors, IsEmpty());
    EXPECT_EQ(parsed.value("S", "k"), "(not set)");
}

TEST(Override, SeparatesSectionAndKeyAtTheLastDotBeforeTheEqualsSign)
{
    Parsed parsed("[LOG.Root]\nfile = a\n[LOG]\nRoot = x\n");
    parsed.file.override_value("LOG.Root.file = log/b.log", parsed.diagnostics);
    EXPECT_THAT(parsed.diagnostics.errors, IsEmpty());
    EXPECT_EQ(parsed.value("LOG.Root", "file"), "log/b.log");
    EXPECT_EQ(parsed.value("LOG", "Root"), "x");
}

class BadOverride : public testing::TestWithParam<BadCase> { };

TEST_P(BadOverride, IsReported)
{
    Parsed parsed("[S]\nk = v\nempty =\n");
    parsed.file.override_value(GetParam().text, parsed.diagnostics);
    EXPECT_THAT(parsed.diagnostics.errors, ElementsAre(GetParam().message));
    EXPECT_EQ(parsed.value("S", "k"), "v");
}

INSTANTIATE_TEST_SUITE_P(
    Expressions, BadOverride,
    testing::Values(
        BadCase{"S.k", "-O 'S.k': expected 'Section.key = value'"},
        BadCase{"k = v.w", "-O 'k = v.w': expected 'Section.key = value'"},
        BadCase{"", "-O '': expected 'Section.key = value'"},
        BadCase{"S.x = 1", "-O 'S.x = 1': expected an entry that exists; c.ini has no [S] x"},
        BadCase{"s.k = 1", "-O 's.k = 1': expected an entry that exists; c.ini has no [s] k"},
        BadCase{"S.empty = 1",
                "-O 'S.empty = 1': expected an entry that exists; "
                "c.ini has no [S] empty"}));

} // namespace
} // namespace dmq::node_app
