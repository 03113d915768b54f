// SPDX-License-Identifier: BSL-1.0
// Consume: batches and their acknowledgement, suspend, resume, stop, lost and ending nodes.
#include "engine_fixture.hpp"

#include <dmq/protocol/neo_error.hpp>

#include <functional>

namespace dmq::client::test {
namespace {

using Records = std::vector<std::string>;
using Payloads = std::vector<std::string>;

class TestNext final : public detail::NextBatch {
public:
    using Took = std::function<void(std::error_code, Batch)>;
    explicit TestNext(Took took) : took_(std::move(took)) { }
    void deliver() override
    {
        const std::unique_ptr<TestNext> self(this);
        took_(error, std::move(batch));
    }
    void drop() noexcept override { delete this; }

private:
    Took took_;
};

class ConsumeTest : public EngineTest, public detail::IBatchOwner {
protected:
    void start(std::string channel = "jobs", const ConsumeOptions& options = {})
    {
        consume_ = engine().consume(std::move(channel), options, owner_);
        settle();
    }
    /// Asks for a batch; it goes to batches_ or the error to ends_.
    void next()
    {
        control([this](Consume& consume) {
            consume.next(*new TestNext([this](std::error_code error, Batch batch) {
                if (error)
                    ends_.push_back(error);
                else
                    batches_.push_back(std::move(batch));
            }));
        });
    }
    void control(const std::function<void(Consume&)>& action)
    {
        engine().control(*consume_, action);
        settle();
    }
    void stop_it()
    {
        control([](Consume& consume) { consume.stop(); });
    }
    void batch_over(std::uint32_t node, std::uint64_t epoch, bool done) noexcept override
    {
        if (engine_)
            control([=](Consume& consume) { consume.batch_over(node, epoch, done); });
    }
    /// Lets the node accept the Consume that it was asked for.
    void accept(Node& node)
    {
        const auto messages = sent(node);
        ASSERT_EQ(messages.size(), 1U);
        id_ = messages[0].id;
        receive(node, message(id_, supported) + message(id_, started));
    }
    /// Payloads of what was sent to the node for this Consume.
    Payloads sent_to(Node& node)
    {
        Payloads payloads;
        for (const Sent& one : sent(node)) {
            EXPECT_EQ(one.id, id_);
            payloads.push_back(one.payload);
        }
        return payloads;
    }
    static Records texts(const Batch& batch)
    {
        Records all;
        for (const Bytes record : batch)
            all.emplace_back(text_of(record));
        return all;
    }
    std::size_t active() { return counters_.of(RequestKind::consume).time.snapshot().count; }

    std::shared_ptr<detail::IBatchOwner> owner_{static_cast<detail::IBatchOwner*>(this),
                                                [](auto*) {}};
    std::shared_ptr<Consume> consume_;
    std::vector<Batch> batches_;
    std::vector<std::error_code> ends_;
    std::uint64_t id_ = 0;
};

TEST_F(ConsumeTest, SendsContinueWhenABatchIsDone)
{
    Node& node = ready_node();
    start("jobs", {"sub", {}});
    const auto messages = sent(node);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].payload, "\x06\x04" + arr("jobs") + arr("sub"));
    id_ = messages[0].id;
    answer(node, id_, supported);
    answer(node, id_, started);
    answer(node, id_, batch({"one", "two"}));
    next();
    ASSERT_EQ(batches_.size(), 1U);
    EXPECT_EQ(texts(batches_[0]), (Records{"one", "two"}));
    EXPECT_EQ(batches_[0].node(), node.address());
    EXPECT_EQ(sent_to(node), Payloads{});
    batches_[0].done();
    batches_[0].done();
    EXPECT_EQ(sent_to(node), Payloads{proceed});
}

TEST_F(ConsumeTest, BatchesMayBeCutAnywhere)
{
    const std::string bytes = message(8192, supported) + message(8192, started) +
        message(8192, batch({"one", "two"}));
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        batches_.clear();
        engine_.reset();
        Node& node = ready_node();
        start();
        next();
        receive(node, bytes.substr(0, cut));
        receive(node, bytes.substr(cut));
        ASSERT_EQ(batches_.size(), 1U) << cut;
        EXPECT_EQ(texts(batches_[0]), (Records{"one", "two"}));
    }
}

TEST_F(ConsumeTest, SeveralMayWait)
{
    Node& one = ready_node(1);
    Node& two = ready_node(2);
    start();
    accept(one);
    accept(two);
    next();
    next();
    answer(one, id_, batch({"1"}));
    answer(two, id_, batch({"2"}));
    ASSERT_EQ(batches_.size(), 2U);
    batches_[1].done();
    EXPECT_EQ(sent_to(one), Payloads{});
    EXPECT_EQ(sent_to(two), Payloads{proceed});
}

TEST_F(ConsumeTest, SuspendedItKeepsWhatCame)
{
    Node& node = ready_node();
    start();
    accept(node);
    control([](Consume& consume) { consume.suspend(); });
    next();
    answer(node, id_, batch({"r"}));
    EXPECT_TRUE(batches_.empty());
    control([](Consume& consume) { consume.resume(); });
    EXPECT_EQ(batches_.size(), 1U);
}

TEST_F(ConsumeTest, StopComesBehindTheBatchThatIsOut) // neo-protocol D3
{
    Node& node = ready_node();
    start();
    accept(node);
    next();
    answer(node, id_, batch({"r"}));
    stop_it();
    EXPECT_EQ(sent_to(node), Payloads{});
    next();
    EXPECT_TRUE(ends_.empty());
    batches_[0].done();
    EXPECT_EQ(sent_to(node), Payloads{stop}) << "Stop in the place of Continue";
    answer(node, id_, stopped);
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
    EXPECT_EQ(active(), 1U);
    next();
    EXPECT_EQ(ends_.size(), 2U);
}

TEST_F(ConsumeTest, WhatComesBehindStopIsDeliveredAndNotAnswered)
{
    Node& node = ready_node();
    start();
    accept(node);
    stop_it();
    EXPECT_EQ(sent_to(node), Payloads{stop});
    receive(node, message(id_, batch({"late"})) + message(id_, stopped));
    next();
    ASSERT_EQ(batches_.size(), 1U);
    next();
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
    batches_[0].done();
    EXPECT_EQ(sent_to(node), Payloads{});
}

TEST_F(ConsumeTest, StopIsRememberedUntilStarted) // neo-protocol D10
{
    Node& node = ready_node();
    start();
    id_ = sent(node).at(0).id;
    stop_it();
    EXPECT_EQ(sent_to(node), Payloads{});
    answer(node, id_, supported);
    EXPECT_EQ(sent_to(node), Payloads{});
    answer(node, id_, started);
    EXPECT_EQ(sent_to(node), Payloads{stop});
}

TEST_F(ConsumeTest, StoppedAndLostItDoesNotStartAgain) // neo-protocol D11
{
    Node& node = ready_node();
    start();
    accept(node);
    stop_it();
    lose(node);
    next();
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
    tick();
    log_in(node);
    EXPECT_EQ(take_out(node), "");
}

TEST_F(ConsumeTest, StopReachesNodesThatAreNotConnected)
{
    Node& node = add_node();
    start();
    stop_it();
    next();
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
    node.connected();
    receive(node, whole_login);
    EXPECT_EQ(ends_.size(), 1U);
}

TEST_F(ConsumeTest, WithoutNodesItWaitsForSome)
{
    start();
    next();
    EXPECT_TRUE(ends_.empty());
    Node& node = ready_node();
    EXPECT_TRUE(node.ready());
    stop_it();
    EXPECT_TRUE(ends_.empty()) << "the start is under way";
}

TEST_F(ConsumeTest, ALostNodeIsAskedAgainWhenItIsBack)
{
    std::vector<std::string> own;
    Node& node = ready_node();
    start("jobs", {"", [&](const Notification& event) { own.push_back(to_string(event)); }});
    accept(node);
    next();
    answer(node, id_, batch({"r"}));
    lose(node);
    EXPECT_EQ(own,
              std::vector<std::string>{"127.0.0.1:1: Consume from jobs failed, it goes on when "
                                       "the node is back: connection lost"});
    tick();
    node.connected();
    receive(node, whole_login);
    take_out(node);
    receive(node, message(id_, supported) + message(id_, started));
    batches_[0].done(); // of the connection before
    EXPECT_EQ(take_out(node), "");
    next();
    answer(node, id_, batch({"r"}));
    ASSERT_EQ(batches_.size(), 2U);
    batches_[1].done();
    EXPECT_EQ(sent_to(node), Payloads{proceed});
}

TEST_F(ConsumeTest, AnEndAtEveryMessageLeadsToANewStart)
{
    const std::string bytes = message(8192, supported) + message(8192, started) +
        message(8192, batch({"one"}));
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        batches_.clear();
        engine_.reset();
        Node& node = ready_node();
        start();
        take_out(node);
        receive(node, bytes.substr(0, size));
        lose(node);
        tick();
        node.connected();
        receive(node, whole_login);
        EXPECT_NE(take_out(node).find(arr("jobs")), std::string::npos) << size;
        receive(node, bytes);
        next();
        next();
        EXPECT_EQ(batches_.size(), size == bytes.size() ? 2U : 1U) << "nothing received is lost";
    }
}

TEST_F(ConsumeTest, EndsWhenTheChannelIsRemoved) // neo-protocol D8
{
    Node& one = ready_node(1);
    Node& two = ready_node(2);
    start();
    accept(one);
    accept(two);
    told_.clear();
    answer(one, id_, channel_removed);
    EXPECT_EQ(
        told_,
        std::vector<std::string>{"127.0.0.1:1: Consume from jobs failed: the channel was removed"});
    next();
    EXPECT_TRUE(ends_.empty());
    stop_it();
    EXPECT_EQ(take_out(one), "") << "nothing is sent behind the end";
    EXPECT_EQ(sent_to(two), Payloads{stop});
    answer(two, id_, stopped);
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
}

TEST_F(ConsumeTest, SaysWhyWhenAllNodesHaveEndedIt)
{
    const std::vector<std::pair<std::string, std::error_code>> cases{
        {message(8192, msg(neo::Support::not_supported)), Errc::unsupported_request},
        {message(8192, msg(neo::Support::version_not_supported)), Errc::unsupported_version},
        {message(8192, "\x11"), Errc::unknown_answer},
        {message(8192, supported) + message(8192, msg(neo::ConsumeStart::error)), Errc::node_error},
        {message(8192, supported) + message(8192, "\x11"), Errc::unknown_answer},
        {message(8192, supported) + message(8192, started) + message(8192, channel_removed),
         Errc::channel_removed},
    };
    for (const auto& [bytes, cause] : cases) {
        ends_.clear();
        engine_.reset();
        Node& node = ready_node();
        start();
        next();
        receive(node, bytes);
        EXPECT_EQ(ends_, std::vector<std::error_code>{cause});
        EXPECT_TRUE(node.ready());
    }
}

TEST_F(ConsumeTest, AProtocolErrorEndsItAndIsALossForTheOthers) // neo-protocol D17
{
    const std::vector<std::pair<std::string, std::error_code>> cases{
        {"", neo::Error::malformed_payload},
        {stopped, neo::Error::unexpected_message},
        {batch({"r"}) + "surplus", neo::Error::malformed_payload},
        {"\x09", neo::Error::malformed_payload},
    };
    for (const auto& [payload, cause] : cases) {
        ends_.clear();
        results_.clear();
        engine_.reset();
        Node& node = ready_node(1);
        Node& other = add_node(2);
        start();
        accept(node);
        next();
        push("jobs", "r");
        log_in(other);
        take_out(other);
        told_.clear();
        answer(node, id_, payload);
        EXPECT_FALSE(node.ready());
        EXPECT_TRUE(ends_.empty()) << "it goes on on the other node";
        EXPECT_EQ(told_.at(0), "127.0.0.1:1: Consume from jobs failed: " + cause.message());
        EXPECT_EQ(sent(other).size(), 1U) << "the Push went there";
        tick();
        node.connected();
        receive(node, whole_login);
        EXPECT_EQ(take_out(node).find(arr("jobs")), std::string::npos) << "not started again";
    }
}

TEST_F(ConsumeTest, AnEmptyBatchIsAnsweredByItself)
{
    Node& node = ready_node();
    start();
    accept(node);
    next();
    answer(node, id_, batch({}));
    EXPECT_EQ(sent_to(node), Payloads{proceed});
    EXPECT_TRUE(batches_.empty());
}

TEST_F(ConsumeTest, ABatchThatIsDroppedIsNotAcknowledged)
{
    Node& node = ready_node();
    start();
    accept(node);
    next();
    answer(node, id_, batch({"r"}));
    batches_.clear();
    EXPECT_EQ(sent_to(node), Payloads{});
    stop_it();
    EXPECT_EQ(sent_to(node), Payloads{}) << "Stop would acknowledge it";
    next();
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
}

TEST_F(ConsumeTest, AbandonedItSendsNothingAndGivesItsIdBack)
{
    Node& node = ready_node();
    start();
    accept(node);
    answer(node, id_, batch({"r"}));
    control([](Consume& consume) { consume.abandon(); });
    EXPECT_EQ(take_out(node), "");
    EXPECT_EQ(active(), 1U);
    answer(node, id_, batch({"ignored"}));
    EXPECT_TRUE(node.ready());
}

TEST_F(ConsumeTest, ASilentNodeDoesNotHoldStopUp)
{
    Node& node = ready_node();
    start();
    accept(node);
    next();
    stop_it();
    EXPECT_EQ(engine().deadline(), now_ + options_.request_timeout);
    told_.clear();
    advance(options_.request_timeout);
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::stopped});
    EXPECT_EQ(told_.size(), 1U);
    EXPECT_EQ(engine().deadline(), Time::max());
}

TEST_F(ConsumeTest, CloseEndsIt)
{
    Node& node = ready_node();
    start();
    accept(node);
    next();
    engine().close(Errc::closed);
    settle();
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::closed});
    start();
    next();
    EXPECT_EQ(ends_.size(), 2U);
}

TEST_F(ConsumeTest, AWaiterCanBeCanceled)
{
    ready_node();
    start();
    auto* const waiter = new TestNext(
        [this](std::error_code error, Batch) { ends_.push_back(error); });
    waiter->cancel_key = 9;
    control([&](Consume& consume) { consume.next(*waiter); });
    engine().cancel(8);
    settle();
    EXPECT_TRUE(ends_.empty());
    engine().cancel(9);
    settle();
    EXPECT_EQ(ends_, std::vector<std::error_code>{Errc::canceled});
}

} // namespace
} // namespace dmq::client::test
