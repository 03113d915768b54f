// SPDX-License-Identifier: BSL-1.0
// What the standing suites of request plugins do.
#include "support/request_suites.hpp"

namespace dmq::support {

namespace {

struct Snapshot {
    Outcome outcome;
    std::string answer;
    Effects effects;
    std::string rest;
    bool operator==(const Snapshot&) const = default;
};

Snapshot snapshot(RequestRun& run)
{
    const Outcome outcome = run.run();
    return {outcome, run.answer(), run.channels().effects(), run.in.rest()};
}

/// Every lease is given back, every subscription is gone.
void expect_nothing_left(RequestRun& run)
{
    run.destroy();
    for (const auto& channel : run.channels().ever()) {
        EXPECT_EQ(channel->queue().open_leases, 0U) << channel->queue().channel;
        EXPECT_EQ(channel->queue().subscriptions, 0U) << channel->queue().channel;
    }
}

void expect_end_within(const Scenario& scenario, std::size_t size, bool byte_by_byte)
{
    SCOPED_TRACE("the peer leaves after byte " + std::to_string(size) + " of its request" +
                 (byte_by_byte ? ", byte by byte" : ""));
    auto arrival = byte_by_byte ? Arrival::byte_by_byte(size) : Arrival::whole();
    auto run = scenario.prepare(scenario.input().substr(0, size), std::move(arrival).then_close());
    EXPECT_EQ(run->run(), Outcome::peer_gone);
    if (size < scenario.fixed_size()) {
        EXPECT_EQ(run->channels().effects(), Effects());
    }
    const auto whole = scenario.records_within(size);
    for (const auto& [channel, records] : stored(run->channels().effects()))
        EXPECT_EQ(records, whole) << channel;
    if (!whole.empty()) {
        EXPECT_EQ(stored(run->channels().effects()).size(),
                  stored(snapshot(*scenario.prepare()).effects).size());
    }
    expect_nothing_left(*run);
}

void expect_end_of_output(const Scenario& scenario, std::size_t size)
{
    SCOPED_TRACE("the peer takes " + std::to_string(size) + " bytes of the answer");
    auto run = scenario.prepare();
    run->out.leave_after(size);
    EXPECT_NE(run->run(), Outcome::waiting);
    EXPECT_EQ(run->out.sent(), scenario.answer().substr(0, size));
    expect_nothing_left(*run);
}

} // namespace

void expect_same_however_bytes_arrive(const Scenario& scenario)
{
    const std::string next_command = cmd(1);
    const std::string input = scenario.input() + next_command;
    const auto whole = snapshot(*scenario.prepare(input, Arrival::whole()));
    EXPECT_EQ(whole.answer, scenario.answer());
    EXPECT_EQ(whole.rest, next_command);
    for (std::size_t offset = 0; offset < input.size(); ++offset) {
        SCOPED_TRACE("cut at byte " + std::to_string(offset));
        EXPECT_TRUE(whole == snapshot(*scenario.prepare(input, Arrival::cut_at(offset))));
    }
    SCOPED_TRACE("byte by byte");
    EXPECT_TRUE(whole == snapshot(*scenario.prepare(input, Arrival::byte_by_byte(input.size()))));
}

void expect_end_when_peer_leaves(const Scenario& scenario)
{
    for (std::size_t size = 0; size < scenario.input().size(); ++size) {
        expect_end_within(scenario, size, false);
        expect_end_within(scenario, size, true);
    }
    for (std::size_t size = 0; size < scenario.answer().size(); ++size)
        expect_end_of_output(scenario, size);
}

void expect_storage_answers(const Scenario& scenario, const StorageAnswers& answers)
{
    const auto expect = [&](const char* what, const std::string& answer, auto set_up) {
        SCOPED_TRACE(what);
        auto run = scenario.prepare();
        set_up(run->channels());
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(run->answer(), answer);
    };
    expect("stored", answers.stored, [](mocks::MockChannels&) {});
    expect("full", answers.full,
           [](mocks::MockChannels& channels) { channels.answer_pushes(PushStatus::full); });
    expect("failed", answers.failed,
           [](mocks::MockChannels& channels) { channels.answer_pushes(PushStatus::failed); });
    expect("no channel", answers.no_channel,
           [](mocks::MockChannels& channels) { channels.refuse_all_creation(); });
}

void expect_no_suspension(const Scenario& scenario)
{
    auto run = scenario.prepare();
    run->step();
    EXPECT_EQ(run->outcome(), Outcome::finished);
    EXPECT_EQ(run->suspensions(), 0U);
    EXPECT_EQ(run->answer(), scenario.answer());
}

void expect_removal_is_harmless(const Scenario& scenario, const RemovalCheck& check)
{
    const Effects usual = stored(snapshot(*scenario.prepare()).effects);
    for (unsigned before = 1;; ++before) {
        SCOPED_TRACE("removed at suspension " + std::to_string(before));
        auto run = scenario.prepare(scenario.input(),
                                    Arrival::byte_by_byte(scenario.input().size()));
        run->out.be_slow();
        while (run->suspensions() < before && run->step()) { }
        if (run->outcome() == Outcome::finished)
            return;
        const bool stuck = run->suspensions() < before;
        run->channels().remove_all();
        if (run->run() == Outcome::waiting)
            run->channels().remove_all();
        EXPECT_EQ(run->run(), Outcome::finished);
        EXPECT_EQ(stored(run->channels().effects()), usual);
        if (check)
            check(*run);
        else
            EXPECT_EQ(run->answer(), scenario.answer());
        expect_nothing_left(*run);
        if (stuck || testing::Test::HasFailure())
            return;
    }
}

} // namespace dmq::support
