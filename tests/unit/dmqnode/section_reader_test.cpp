// SPDX-License-Identifier: BSL-1.0
// Typed values: what is accepted, and the message for what is not.
#include "section_reader.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Section : public testing::Test {
protected:
    /// Reads `k = value` of [S], in line 2 of c.ini.
    template <class T, class... Range> T read(const std::string& value, T initial, Range... range)
    {
        diagnostics = {};
        const auto file = ConfigFile::parse("[S]\nk = " + value + '\n', "c.ini", diagnostics);
        SectionReader section(file, "S", diagnostics);
        section.read("k", initial, range...);
        return initial;
    }

    std::string port_error(const std::string& value)
    {
        EXPECT_EQ((read<std::uint16_t, std::uint16_t>(value, 7, 0)), 7);
        return diagnostics.errors.empty() ? "(none)" : diagnostics.errors.front();
    }

    Diagnostics diagnostics;
};

TEST(ParseUnsigned, TakesDecimalAndHexadecimal)
{
    EXPECT_EQ(parse_unsigned("0"), 0U);
    EXPECT_EQ(parse_unsigned("007"), 7U);
    EXPECT_EQ(parse_unsigned("0xfF"), 255U);
    EXPECT_EQ(parse_unsigned("0X10"), 16U);
    EXPECT_EQ(parse_unsigned("18446744073709551615"), ~std::uint64_t{0});
    EXPECT_EQ(parse_unsigned("0xffffffffffffffff"), ~std::uint64_t{0});
}

TEST(ParseUnsigned, RefusesAnythingElse)
{
    for (const auto* text : {"", "-1", "+1", "1 ", " 1", "1.0", "1k", "x", "0x", "0xg", "ff", "--1",
                             "18446744073709551616", "0x10000000000000000", "1\n2"})
        EXPECT_EQ(parse_unsigned(text), std::nullopt) << text;
}

TEST(ParseSigned, TakesAMinusSign)
{
    EXPECT_EQ(parse_signed("-1"), -1);
    EXPECT_EQ(parse_signed("-0x10"), -16);
    EXPECT_EQ(parse_signed("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    for (const auto* text : {"", "-", "--1", "- 1", "9223372036854775808"})
        EXPECT_EQ(parse_signed(text), std::nullopt) << text;
}

TEST(ParseBoolean, KnowsFivePairsOfWords)
{
    for (const auto* text : {"true", "enabled", "on", "yes", "1"})
        EXPECT_EQ(parse_boolean(text), true) << text;
    for (const auto* text : {"false", "disabled", "off", "no", "0"})
        EXPECT_EQ(parse_boolean(text), false) << text;
    for (const auto* text : {"", "True", "2", "y", "t", "enable", "yes "})
        EXPECT_EQ(parse_boolean(text), std::nullopt) << text;
}

TEST_F(Section, ReadsIntegersWithinTheirRange)
{
    EXPECT_EQ((read<std::uint16_t, std::uint16_t>("65535", 7, 0)), 65535);
    EXPECT_EQ((read<std::int32_t>("-1", 7, -1, 3)), -1);
    EXPECT_EQ((read<std::int32_t>("3", 7, -1, 3)), 3);
    EXPECT_EQ((read<std::uint64_t>("0xffffffffffffffff", 7, std::uint64_t{0})), ~std::uint64_t{0});
    EXPECT_THAT(diagnostics.errors, IsEmpty());
}

TEST_F(Section, NamesPlaceAndRangeOfABadInteger)
{
    EXPECT_EQ(port_error("99999"), "c.ini:2: [S] k = 99999: expected an integer from 0 to 65535");
    EXPECT_EQ(port_error("-1"), "c.ini:2: [S] k = -1: expected an integer from 0 to 65535");
    EXPECT_EQ(port_error("ten"), "c.ini:2: [S] k = ten: expected an integer from 0 to 65535");
    EXPECT_EQ(port_error("1\n2"), "c.ini:2: [S] k = 1\\n2: expected an integer from 0 to 65535");
    EXPECT_EQ((read<std::int32_t>("-2", 7, -1, 3)), 7);
    EXPECT_THAT(diagnostics.errors,
                ElementsAre("c.ini:2: [S] k = -2: expected an integer from -1 to 3"));
    EXPECT_EQ((read<std::uint64_t>("0", 7, std::uint64_t{1})), 7U);
    EXPECT_THAT(
        diagnostics.errors,
        ElementsAre("c.ini:2: [S] k = 0: expected an integer from 1 to 18446744073709551615"));
}

TEST_F(Section, LeavesVariablesOfKeysThatAreNotSet)
{
    EXPECT_EQ((read<std::uint16_t, std::uint16_t>("", 7, 0)), 7);
    EXPECT_EQ(read<bool>("", true), true);
    EXPECT_EQ(read<std::string>("", "initial"), "initial");
    EXPECT_THAT((read<std::vector<std::string>>("", {"a"})), ElementsAre("a"));
    EXPECT_THAT(diagnostics.errors, IsEmpty());
}

TEST_F(Section, ReadsBooleans)
{
    EXPECT_TRUE(read<bool>("on", false));
    EXPECT_FALSE(read<bool>("no", true));
    EXPECT_THAT(diagnostics.errors, IsEmpty());
    EXPECT_TRUE(read<bool>("maybe", true));
    EXPECT_THAT(diagnostics.errors,
                ElementsAre("c.ini:2: [S] k = maybe: expected true or false, enabled or disabled, "
                            "on or off, yes or no, 1 or 0"));
}

TEST_F(Section, ReadsStringsOfOneLine)
{
    EXPECT_EQ(read<std::string>("a b", ""), "a b");
    EXPECT_THAT(diagnostics.errors, IsEmpty());
    EXPECT_EQ(read<std::string>("127.0.0.1\nport 10000", "before"), "before");
    EXPECT_THAT(diagnostics.errors,
                ElementsAre("c.ini:2: [S] k = 127.0.0.1\\nport 10000: expected one line (a line "
                            "without '=' continues the value above it)"));
    EXPECT_EQ(read<std::string>("a\tb", "before"), "before");
    EXPECT_THAT(diagnostics.errors,
                ElementsAre("c.ini:2: [S] k = a\\x09b: expected text without control characters"));
}

TEST_F(Section, ReadsLists)
{
    EXPECT_THAT((read<std::vector<std::string>>("a b\n c", {"z"})), ElementsAre("a", "b", "c"));
}

TEST(SectionReader, ReadsOneOfSomeNames)
{
    constexpr std::pair<std::string_view, int> names[] = {{"low", 1}, {"high", 2}};
    Diagnostics diagnostics;
    const auto file = ConfigFile::parse("[S]\na = High\nb = mid", "c.ini", diagnostics);
    SectionReader section(file, "S", diagnostics);
    int a = 0;
    int b = 0;
    section.read("a", a, names);
    section.read("b", b, names);
    EXPECT_EQ(a, 2);
    EXPECT_EQ(b, 0);
    EXPECT_THAT(diagnostics.errors, ElementsAre("c.ini:3: [S] b = mid: expected one of low high"));
}

TEST(SectionReader, RequiresKeys)
{
    Diagnostics diagnostics;
    const auto file = ConfigFile::parse("[S]\na = 1\nb =\n", "c.ini", diagnostics);
    SectionReader section(file, "S", diagnostics);
    section.require("a").require("b").require("c");
    EXPECT_THAT(
        diagnostics.errors,
        ElementsAre("c.ini: [S] b: required, but not set", "c.ini: [S] c: required, but not set"));
}

class UnknownKey : public testing::Test {
protected:
    void report(UnknownKeys how)
    {
        const auto file = ConfigFile::parse("[S]\nport = x\nprot = x\n[T]\nprrt = x", "c.ini",
                                            diagnostics);
        SectionReader section(file, "S", diagnostics);
        std::string ignored;
        section.read("port", ignored);
        section.read("host", ignored);
        section.report_unknown(how);
    }

    Diagnostics diagnostics;
};

TEST_F(UnknownKey, IsAnErrorWithASuggestion)
{
    report(UnknownKeys::error);
    EXPECT_THAT(diagnostics.errors,
                ElementsAre("c.ini:3: [S] prot: unknown key (did you mean 'port'?)"));
    EXPECT_THAT(diagnostics.warnings, IsEmpty());
}

TEST_F(UnknownKey, IsAWarningWhenParsedLoosely)
{
    report(UnknownKeys::warning);
    EXPECT_THAT(diagnostics.warnings,
                ElementsAre("c.ini:3: [S] prot: unknown key (did you mean 'port'?)"));
    EXPECT_THAT(diagnostics.errors, IsEmpty());
}

TEST_F(UnknownKey, IsNothingInSomeSections)
{
    report(UnknownKeys::ignored);
    EXPECT_TRUE(diagnostics.ok());
    EXPECT_THAT(diagnostics.warnings, IsEmpty());
}

} // namespace
} // namespace dmq::node_app
