// SPDX-License-Identifier: BSL-1.0
// The manual page and docs/cli.md know all that the program knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <completion_words.hpp>
#include <file_content.hpp>
#include <invocation.hpp>

namespace dmq::cli {
namespace {

using testing::HasSubstr;

/// "--to-nodes" as mdoc has it.
std::string flag(const std::string& option) { return "Fl -" + option.substr(2); }

class Manual : public testing::Test {
protected:
    const std::string page_ = content_of(DMQ_SOURCE_DIR "/docs/man/dmq.1");
    const std::string guide_ = content_of(DMQ_SOURCE_DIR "/docs/cli.md");
};

TEST_F(Manual, HasEachCommand)
{
    for (const Command* command : all_commands()) {
        EXPECT_THAT(page_, HasSubstr("\n.It Cm " + std::string(command->name)));
        EXPECT_THAT(guide_, HasSubstr("| `" + std::string(command->name)));
    }
}

/// The part of the page about the command.
std::string section_of(const std::string& page, std::string_view command)
{
    const std::size_t begin = page.find("\n.It Cm " + std::string(command) + "\n");
    const std::size_t with_more = page.find("\n.It Cm " + std::string(command) + " ");
    const std::size_t at = std::min(begin, with_more);
    return page.substr(at, page.find("\n.It Cm ", at + 1) - at);
}

TEST_F(Manual, HasEachOptionWithItsCommand)
{
    for (const Command* command : all_commands()) {
        boost::program_options::options_description own;
        command->add_options(own.add_options());
        const std::string section = section_of(page_, command->name);
        for (const OptionWord& option : option_words(own)) {
            EXPECT_THAT(section, HasSubstr(flag(option.name) + " ")) << command->name;
            EXPECT_THAT(guide_, HasSubstr(option.name)) << command->name;
        }
    }
    for (const OptionWord& option : option_words(common_options())) {
        EXPECT_THAT(page_, HasSubstr(flag(option.name)));
        EXPECT_THAT(guide_, HasSubstr(option.name));
    }
}

TEST_F(Manual, HasVariablesAndExitCodes)
{
    for (const char* variable : {"NODE", "NODES", "CREDENTIALS", "LEGACY", "JSON", "QUIET",
                                 "TIMEOUT", "SOCKET", "CONFIG"}) {
        EXPECT_THAT(page_, HasSubstr("Ev DMQ_" + std::string(variable)));
        EXPECT_THAT(guide_, HasSubstr("DMQ_" + std::string(variable)));
    }
    for (int code = 0; code <= static_cast<int>(ExitCode::io); ++code)
        EXPECT_THAT(page_, HasSubstr("\n.It " + std::to_string(code) + "\n"));
}

} // namespace
} // namespace dmq::cli
