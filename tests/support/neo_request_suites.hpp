// SPDX-License-Identifier: BSL-1.0
// Standing suites for neo request handlers: one line of a test for each.
#pragma once

#include "support/neo_request_run.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dmq::support {

/// A request with its surroundings, and all that the client sends from its start to its end.
struct NeoScenario {
    std::function<std::unique_ptr<NeoRequestRun>()> make;
    std::vector<std::string> messages; // behind the first one

    template <class Request> static NeoScenario of(std::string arguments)
    {
        return {[=] { return neo_run_of<Request>(arguments); }, {}};
    }
    /// Prepares channels before each run.
    NeoScenario given(std::function<void(mocks::MockChannels&)> prepare) &&
    {
        make = [made = std::move(make), prepare = std::move(prepare)] {
            auto run = made();
            prepare(run->channels());
            return run;
        };
        return std::move(*this);
    }
    NeoScenario then(std::vector<std::string> more) &&
    {
        messages = std::move(more);
        return std::move(*this);
    }
};

/// Nothing of the request is left: no record is lent, nobody is subscribed.
inline void expect_nothing_left(NeoRequestRun& run)
{
    for (const auto& channel : run.channels().ever()) {
        EXPECT_EQ(channel->queue().open_leases, 0U);
        EXPECT_EQ(channel->queue().subscriptions, 0U);
    }
}

/// Runs it up to the client's first `count` messages.
inline std::unique_ptr<NeoRequestRun> after_messages(const NeoScenario& scenario, std::size_t count)
{
    auto run = scenario.make();
    run->run();
    for (std::size_t i = 0; i < count; ++i)
        run->deliver(scenario.messages[i]);
    return run;
}

/// What the client receives from start to end.
inline std::vector<std::string> whole_answer(const NeoScenario& scenario)
{
    auto run = after_messages(scenario, scenario.messages.size());
    EXPECT_EQ(run->outcome(), Outcome::finished);
    expect_nothing_left(*run);
    return run->sent();
}

/// It waits for nothing but the client's messages.
inline void expect_no_suspension(const NeoScenario& scenario)
{
    const auto expected = whole_answer(scenario);
    auto run = scenario.make();
    EXPECT_EQ(run->run(), scenario.messages.empty() ? Outcome::finished : Outcome::waiting);
    EXPECT_EQ(run->sent().front(), expected.front());
    run->destroy();
}

/// The client leaves behind each of its messages: the request ends, nothing of it is left.
inline void expect_end_when_peer_leaves(const NeoScenario& scenario)
{
    for (std::size_t count = 0; count <= scenario.messages.size(); ++count) {
        SCOPED_TRACE("behind message " + std::to_string(count));
        auto run = after_messages(scenario, count);
        const bool ended = run->outcome() == Outcome::finished;
        EXPECT_EQ(run->leave(), ended ? Outcome::finished : Outcome::peer_gone);
        expect_nothing_left(*run);
    }
}

/// The connection is destroyed, with the request, behind each message.
inline void expect_destruction_is_harmless(const NeoScenario& scenario)
{
    for (std::size_t count = 0; count <= scenario.messages.size(); ++count) {
        SCOPED_TRACE("behind message " + std::to_string(count));
        auto run = after_messages(scenario, count);
        run->destroy();
        expect_nothing_left(*run);
    }
}

/// All channels are removed behind each message: the request ends by itself, or had ended.
inline void expect_removal_is_harmless(const NeoScenario& scenario)
{
    for (std::size_t count = 0; count <= scenario.messages.size(); ++count) {
        SCOPED_TRACE("behind message " + std::to_string(count));
        auto run = after_messages(scenario, count);
        run->channels().remove_all();
        EXPECT_EQ(run->run(), Outcome::finished);
        expect_nothing_left(*run);
    }
}

/// A connection that is busy sending delays the answer, and changes nothing in it.
inline void expect_same_when_busy(const NeoScenario& scenario)
{
    const auto expected = whole_answer(scenario);
    auto run = scenario.make();
    run->conn.set_room(false);
    run->run();
    run->conn.set_room(true);
    run->wake();
    for (const std::string& message : scenario.messages)
        run->deliver(message);
    EXPECT_EQ(run->outcome(), Outcome::finished);
    EXPECT_EQ(run->sent(), expected);
    expect_nothing_left(*run);
}

} // namespace dmq::support
