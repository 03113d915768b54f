// SPDX-License-Identifier: BSL-1.0
// The environment that a service manager gives, and what it is told.
#include "watchdog.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <unistd.h>

namespace dmq::node_app {
namespace {

using std::chrono::milliseconds;

class WatchdogTest : public testing::Test {
protected:
    WatchdogTest() { clear(); }
    ~WatchdogTest() override { clear(); }

    static void clear()
    {
        ::unsetenv("WATCHDOG_USEC");
        ::unsetenv("WATCHDOG_PID");
    }
    static void set(const char* name, const std::string& value)
    {
        ::setenv(name, value.c_str(), 1);
    }
};

TEST_F(WatchdogTest, IsToldTwiceInItsTime)
{
    EXPECT_EQ(watchdog_period(), std::nullopt);
    set("WATCHDOG_USEC", "60000000");
    EXPECT_EQ(watchdog_period(), milliseconds(30000));
    set("WATCHDOG_USEC", "1");
    EXPECT_EQ(watchdog_period(), milliseconds(1));
}

TEST_F(WatchdogTest, MayBeMeantForAnotherProcess)
{
    set("WATCHDOG_USEC", "60000000");
    set("WATCHDOG_PID", std::to_string(::getpid()));
    EXPECT_TRUE(watchdog_period());
    set("WATCHDOG_PID", std::to_string(::getpid() + 1));
    EXPECT_FALSE(watchdog_period());
}

TEST_F(WatchdogTest, IsOffIfItsTimeIsNone)
{
    for (const char* value : {"", "0", "-5", "abc", "5s"}) {
        set("WATCHDOG_USEC", value);
        EXPECT_FALSE(watchdog_period()) << value;
    }
}

TEST(ReloadingState, HasATimeOfTheMonotonicClock)
{
    EXPECT_THAT(reloading_state(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
}

} // namespace
} // namespace dmq::node_app
