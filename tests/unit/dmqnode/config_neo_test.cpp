// SPDX-License-Identifier: BSL-1.0
// [Neo] and [Consume] of the configuration.
#include "config_text.hpp"

#include <gmock/gmock.h>

namespace dmq::node_app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NeoSection, HasDefaultLimits)
{
    const auto checked = with("");
    EXPECT_EQ(checked.config.neo, (NeoConfig{10000, 5000, 1000, 268435456, 5000}));
    EXPECT_TRUE(checked.config.consume.redelivery);
}

TEST(NeoSection, HasFiveKeys)
{
    const auto checked = with("[Neo]\nlogin_timeout_ms = 1\nlogin_idle_timeout_ms = 2\n"
                              "login_limit = 0\nmessage_limit = 1024\nrequest_limit = 3\n"
                              "[Consume]\nredelivery = false\n");
    EXPECT_THAT(checked.diagnostics.errors, IsEmpty());
    EXPECT_EQ(checked.config.neo, (NeoConfig{1, 2, 0, 1024, 3}));
    EXPECT_FALSE(checked.config.consume.redelivery);
}

TEST(NeoSection, BoundsItsValues)
{
    EXPECT_THAT(
        with("[Neo]\nlogin_timeout_ms = 0\nlogin_idle_timeout_ms = 0\nmessage_limit = 1023\n"
             "request_limit = 0\nlimit = 1\n[Consume]\nredelivery = perhaps\nx = 1\n")
            .diagnostics.errors,
        ElementsAre("c.ini:8: [Neo] login_timeout_ms = 0: expected an integer from 1 to 4294967295",
                    "c.ini:9: [Neo] login_idle_timeout_ms = 0: expected an integer from 1 to "
                    "4294967295",
                    "c.ini:10: [Neo] message_limit = 1023: expected an integer from 1024 to "
                    "18446744073709551615",
                    "c.ini:11: [Neo] request_limit = 0: expected an integer from 1 to 4294967295",
                    "c.ini:12: [Neo] limit: unknown key",
                    "c.ini:14: [Consume] redelivery = perhaps: expected true or false, enabled or "
                    "disabled, on or off, yes or no, 1 or 0",
                    "c.ini:15: [Consume] x: unknown key"));
}

} // namespace
} // namespace dmq::node_app
