// SPDX-License-Identifier: BSL-1.0
// Routes: which lines of which logger go to which appenders.
#include "log/routes.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dmq::log {
namespace {

LoggerSettings logger(std::string name)
{
    LoggerSettings settings;
    settings.name = std::move(name);
    settings.additive = true;
    return settings;
}
LoggerSettings logger(std::string name, Level level)
{
    LoggerSettings settings = logger(std::move(name));
    settings.level = level;
    return settings;
}

class RoutesTest : public testing::Test {
protected:
    std::uint64_t appenders(std::string_view name) const { return routes_.find(name).appenders; }
    bool takes(std::string_view name, Level level) const { return routes_.find(name).takes(level); }

    Routes routes_;
};

TEST_F(RoutesTest, WithoutSettingsNothingIsTaken)
{
    EXPECT_FALSE(takes("a", Level::fatal));
    EXPECT_FALSE(takes("", Level::fatal));
}

TEST_F(RoutesTest, EveryLoggerIsAChildOfTheRoot)
{
    routes_.add(logger(""), 1);
    for (const char* name : {"", "a", "a.b", "a.b.c"}) {
        EXPECT_EQ(appenders(name), 1U) << name;
        EXPECT_TRUE(takes(name, Level::trace)) << name;
    }
}

TEST_F(RoutesTest, ALevelHoldsBackWhatIsBelow)
{
    routes_.add(logger("a", Level::warn), 1);
    EXPECT_FALSE(takes("a", Level::trace));
    EXPECT_FALSE(takes("a", Level::info));
    EXPECT_TRUE(takes("a", Level::warn));
    EXPECT_TRUE(takes("a", Level::error));
    EXPECT_TRUE(takes("a", Level::fatal));
}

TEST_F(RoutesTest, NamesContinueBehindADotOnly)
{
    routes_.add(logger("storage"), 1);
    EXPECT_EQ(appenders("storage"), 1U);
    EXPECT_EQ(appenders("storage.ring"), 1U);
    EXPECT_EQ(appenders("storages"), 0U);
    EXPECT_EQ(appenders("a.storage"), 0U);
}

TEST_F(RoutesTest, AdditiveLoggersUseTheirParentsAppendersToo)
{
    routes_.add(logger(""), 1);
    routes_.add(logger("a"), 2);
    routes_.add(logger("a.b"), 4);
    EXPECT_EQ(appenders("a.b.c"), 7U);
    EXPECT_EQ(appenders("a.x"), 3U);
}

TEST_F(RoutesTest, OtherLoggersEndTheChain)
{
    routes_.add(logger(""), 1);
    LoggerSettings alone = logger("a");
    alone.additive = false;
    routes_.add(alone, 2);
    routes_.add(logger("a.b"), 4);
    EXPECT_EQ(appenders("a"), 2U);
    EXPECT_EQ(appenders("a.b"), 6U);
}

TEST_F(RoutesTest, ALoggerWithoutAppendersUsesItsParents)
{
    routes_.add(logger(""), 1);
    LoggerSettings quiet = logger("a", Level::error);
    quiet.additive = false;
    routes_.add(quiet, 0);
    EXPECT_EQ(appenders("a"), 1U);
    EXPECT_FALSE(takes("a", Level::warn));
}

TEST_F(RoutesTest, LevelsAreForTheLoggerItselfUnlessTheyPropagate)
{
    routes_.add(logger("", Level::error), 1);
    EXPECT_TRUE(takes("a", Level::trace));
    LoggerSettings propagating = logger("", Level::error);
    propagating.propagate = true;
    routes_.add(propagating, 1);
    EXPECT_FALSE(takes("a", Level::warn));
    EXPECT_FALSE(takes("a.b", Level::warn));
    EXPECT_TRUE(takes("a.b", Level::error));
}

TEST_F(RoutesTest, TheNearestLevelWins)
{
    LoggerSettings root = logger("", Level::error);
    root.propagate = true;
    LoggerSettings middle = logger("a", Level::warn);
    middle.propagate = true;
    routes_.add(root, 1);
    routes_.add(middle, 0);
    routes_.add(logger("a.own", Level::trace), 0);
    EXPECT_TRUE(takes("a.b", Level::warn));
    EXPECT_FALSE(takes("a.b", Level::info));
    EXPECT_TRUE(takes("a.own", Level::trace));
    EXPECT_FALSE(takes("x", Level::warn));
}

TEST_F(RoutesTest, ALoggerWithoutLevelTakesItsParents)
{
    LoggerSettings root = logger("", Level::error);
    root.propagate = true;
    routes_.add(root, 1);
    routes_.add(logger("a"), 2);
    EXPECT_FALSE(takes("a", Level::warn));
    EXPECT_TRUE(takes("a", Level::error));
}

TEST_F(RoutesTest, OffTakesNothingAtAll)
{
    LoggerSettings off = logger("a");
    off.off = true;
    routes_.add(logger(""), 1);
    routes_.add(off, 2);
    EXPECT_FALSE(takes("a", Level::fatal));
    EXPECT_TRUE(takes("a.b", Level::trace)) << "off does not propagate by itself";
    off.propagate = true;
    routes_.add(off, 2);
    EXPECT_FALSE(takes("a.b", Level::fatal));
}

} // namespace
} // namespace dmq::log
