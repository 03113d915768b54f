// SPDX-License-Identifier: BSL-1.0
// What shells complete: the script for bash in a bash, that for zsh as text and in a zsh.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <command.hpp>
#include <completion_words.hpp>
#include <cstdio>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;
using testing::HasSubstr;

/// What the command writes, without the end of its last line.
std::string output_of(const std::string& command)
{
    FILE* const pipe = ::popen(command.c_str(), "r");
    std::string text;
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;)
        text += static_cast<char>(c);
    EXPECT_EQ(::pclose(pipe), 0);
    return text.substr(0, text.find_last_not_of('\n') + 1);
}

class BashCompletion : public testing::Test {
protected:
    BashCompletion()
    {
        directory_.write("script", run({"completion", "bash"}).out);
        directory_.write("a.txt", "");
    }

    /// What is offered for `last` behind the words, between blanks.
    std::string offered(const std::string& words, const std::string& last) const
    {
        const std::string command = "cd '" + directory_.path().string() +
            "' && bash -c 'source ./script; _dmq_channels() { echo jobs; echo log; }; "
            "COMP_WORDS=(dmq " +
            words + " \"" + last +
            "\"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _dmq; echo \"${COMPREPLY[*]}\"'";
        return output_of(command);
    }

private:
    TemporaryDirectory directory_;
};

/// Types its arguments in an interactive zsh, each with Tab; what the lines are then is in out.
constexpr const char* zsh_driver = R"zsh(zmodload zsh/zpty
cat >setup <<'END'
PROMPT= RPROMPT=
fpath=($PWD $fpath)
autoload -Uz compinit
compinit -u -D
tab() {
    zle expand-or-complete
    print -r -- "<$BUFFER>" >>out
    print -r -- DO''NE
}
zle -N tab
bindkey '^I' tab
print REA''DY
END
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell 'source ./setup'
zpty -r shell ignored '*READY*'
for typed in "$@"; do
    zpty -n -w shell "$typed"$'\t'
    zpty -r shell ignored '*DONE*'
    zpty -n -w shell $'\C-u'
done
)zsh";

class ZshCompletion : public testing::Test {
protected:
    ZshCompletion()
    {
        directory_.write("driver", zsh_driver);
        directory_.write("_dmq", run({"completion", "zsh"}).out);
    }
    /// The lines after Tab.
    std::string completed(const std::vector<std::string>& typed) const
    {
        std::string command = "cd '" + directory_.path().string() + "' && timeout 60 zsh -f driver";
        for (const std::string& line : typed)
            command += " '" + line + "'";
        return output_of(command + " && cat out");
    }

private:
    TemporaryDirectory directory_;
};

TEST_F(ZshCompletion, OffersCommandsAndOptions)
{
    EXPECT_EQ(completed({"dmq pus", "dmq --js", "dmq --em", "dmq consume jobs --ex",
                         "dmq --node localhost:1 peek --co", "dmq push jobs --empty f"}),
              "<dmq push >\n<dmq --json >\n<dmq --em>\n<dmq consume jobs --exec >\n"
              "<dmq --node localhost:1 peek --count >\n<dmq push jobs --empty fail >");
}

TEST_F(ZshCompletion, OffersOptionsWhereAnyWordMayStand)
{
    EXPECT_EQ(completed({"dmq push jobs --em", "dmq push jobs one --em", "dmq push jobs "}),
              "<dmq push jobs --empty >\n<dmq push jobs one --empty >\n<dmq push jobs >");
}

TEST_F(BashCompletion, OffersCommands)
{
    EXPECT_EQ(offered("", "pu"), "push");
    EXPECT_EQ(offered("--json", "co"), "consume copy completion");
    EXPECT_EQ(offered("--node h : 1", "pee"), "peek")
        << "the shell takes HOST:PORT for three words";
    EXPECT_EQ(offered("--node = h : 1", "pee"), "peek");
}

TEST_F(BashCompletion, OffersOptions)
{
    EXPECT_EQ(offered("push jobs", "--em"), "--empty");
    EXPECT_EQ(offered("", "--jso"), "--json");
    EXPECT_EQ(offered("peek", "--em"), "") << "it is of another command";
    EXPECT_EQ(offered("push --empty", "s"), "skip");
    EXPECT_EQ(offered("top --sort", "f"), "fullness");
    EXPECT_EQ(offered("push --file", "a"), "a.txt");
    EXPECT_EQ(offered("peek --count", ""), "");
}

TEST_F(BashCompletion, OffersWords)
{
    EXPECT_EQ(offered("pop", "j"), "jobs");
    EXPECT_EQ(offered("move jobs", "l"), "log");
    EXPECT_EQ(offered("produce jobs", "a"), "a.txt");
    EXPECT_EQ(offered("inspect x y", "a"), "a.txt") << "any number of them";
    EXPECT_EQ(offered("credentials", "g"), "generate");
    EXPECT_EQ(offered("completion", ""), "bash zsh");
    EXPECT_EQ(offered("ping", "a"), "");
}

TEST(ZshScript, HasEachCommandWithItsOptions)
{
    const std::string script = run({"completion", "zsh"}).out;
    EXPECT_EQ(script.find("#compdef dmq\n"), 0U);
    EXPECT_THAT(script, HasSubstr("        'push:Push records, each acknowledged by the node'\n"));
    EXPECT_THAT(script,
                HasSubstr("'--empty[what to do with empty lines\\: a record is never empty]"
                          ":skip|fail:(skip fail)'"));
    EXPECT_THAT(script, HasSubstr("'1:SOURCE:_dmq_channels'"));
    EXPECT_THAT(script, HasSubstr("'*:FILE:_files' ;;"));
    for (const Command* command : all_commands())
        EXPECT_THAT(script, HasSubstr("        " + std::string(command->name) + ")\n"));
}

TEST(Completion, KnowsTwoShells)
{
    const Result result = run({"completion", "fish"});
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.err, "dmq completion: \"fish\": expected bash or zsh\n");
}

TEST(Completion, UnderstandsTheWordsOfTheHelp)
{
    using Kind = Place::Kind;
    const auto places = places_of("CHANNEL [FILE...]");
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[0].kind, Kind::channel);
    EXPECT_FALSE(places[0].repeated);
    EXPECT_EQ(places[1].kind, Kind::file);
    EXPECT_EQ(places[1].name, "FILE");
    EXPECT_TRUE(places[1].repeated);
    EXPECT_EQ(place_of("HOST:PORT").kind, Kind::any);
    EXPECT_THAT(place_of("skip|fail").choices, testing::ElementsAre("skip", "fail"));
    EXPECT_TRUE(places_of("").empty());
}

} // namespace
} // namespace dmq::cli
