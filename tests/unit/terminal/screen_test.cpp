// SPDX-License-Identifier: BSL-1.0
// Drawing in place, on a small terminal made of a grid.
#include "terminal/screen.hpp"
#include "unit/terminal/tiny_terminal.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace dmq::terminal {
namespace {

using testing::ElementsAre;

class ScreenTest : public testing::Test {
protected:
    test::TinyTerminal terminal_{20, 6};
    Screen screen_{[this](std::string_view text) { terminal_.write(text); }};
};

TEST_F(ScreenTest, DrawsOverWhatItHasDrawn)
{
    screen_.draw({"one", "two, longer"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("one", "two, longer"));
    screen_.draw({"1", "2"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("1", "2"));
    EXPECT_EQ(terminal_.row(), 2U);
}

TEST_F(ScreenTest, ClearsWhatAShorterBlockLeaves)
{
    screen_.draw({"a", "b", "c"});
    screen_.draw({"d"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("d"));
}

TEST_F(ScreenTest, KeepsWhatWasThereBefore)
{
    terminal_.write("$ dmqnode\n");
    screen_.draw({"a", "b"});
    screen_.draw({"c"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("$ dmqnode", "c"));
}

TEST_F(ScreenTest, LinesOfTheLogComeAboveTheBlock)
{
    screen_.draw({"a", "b"});
    screen_.print("first");
    screen_.print("second");
    EXPECT_THAT(terminal_.screen(), ElementsAre("first", "second", "a", "b"));
    screen_.draw({"c", "d"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("first", "second", "c", "d"));
}

TEST_F(ScreenTest, ScrollsWithTheTerminal)
{
    screen_.draw({"a", "b", "c"});
    for (int i = 0; i < 10; ++i)
        screen_.print("line " + std::to_string(i));
    screen_.draw({"x", "y", "z"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("line 8", "line 9", "x", "y", "z"));
}

TEST_F(ScreenTest, ALongLineOfTheLogMayWrap)
{
    screen_.draw({"a"});
    screen_.print("a line that is longer than the terminal");
    EXPECT_THAT(terminal_.screen(),
                ElementsAre("a line that is longe", "r than the terminal", "a"));
}

TEST_F(ScreenTest, AChangedSizeBeginsAnew)
{
    screen_.draw({"a", "b"});
    screen_.clear();
    EXPECT_THAT(terminal_.screen(), ElementsAre());
    screen_.draw({"c"});
    EXPECT_THAT(terminal_.screen(), ElementsAre("c"));
}

TEST_F(ScreenTest, MayBeUsedByThreads)
{
    std::thread logging([this] {
        for (int i = 0; i < 500; ++i)
            screen_.print("log");
    });
    for (int i = 0; i < 500; ++i)
        screen_.draw({"block"});
    logging.join();
    EXPECT_THAT(terminal_.screen(), ElementsAre("log", "log", "log", "log", "block"));
}

TEST(TerminalSize, IsTheUsualOneWithoutATerminal)
{
    const auto size = terminal_size(-1);
    EXPECT_EQ(size.columns, 80U);
    EXPECT_EQ(size.rows, 24U);
    EXPECT_FALSE(is_terminal(-1));
}

} // namespace
} // namespace dmq::terminal
