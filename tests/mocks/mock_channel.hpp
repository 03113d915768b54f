// SPDX-License-Identifier: BSL-1.0
// Mocks of IChannel and ISubscription. By default they behave like a channel with one queue, whose
// content is the public QueueState; expectations can be set on top, as on any mock.
#pragma once

#include "mocks/queue_state.hpp"

#include <dmq/plugin/channel.hpp>

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace dmq::mocks {

class MockSubscription : public ISubscription {
public:
    MOCK_METHOD(Lease, take, (std::size_t), (noexcept, override));
    MOCK_METHOD(Lease, take_more, (std::size_t), (noexcept, override));
    MOCK_METHOD(void, decline, (), (noexcept, override));
    MOCK_METHOD(bool, removed, (), (const, noexcept, override));
    MOCK_METHOD(bool, arm, (), (noexcept, override));
    MOCK_METHOD(void, disarm, (), (noexcept, override));

    MockSubscription(std::shared_ptr<QueueState> queue, std::shared_ptr<IWaker> waker);
    ~MockSubscription() override;

private:
    std::shared_ptr<QueueState> queue_;
    std::shared_ptr<IWaker> waker_;
};

class MockChannel : public IChannel {
public:
    MOCK_METHOD(std::string_view, name, (), (const, noexcept, override));
    MOCK_METHOD(PushStatus, push, (Bytes), (noexcept, override));
    MOCK_METHOD(RunResult, push_run, (RecordRun), (noexcept, override));
    MOCK_METHOD(std::optional<Lease>, pop, (), (noexcept, override));
    MOCK_METHOD(std::unique_ptr<ISubscription>, subscribe,
                (std::string_view, std::shared_ptr<IWaker>), (override));
    MOCK_METHOD(QueueUsage, usage, (), (const, noexcept, override));
    MOCK_METHOD(void, for_each_queue, (const QueueVisitor&), (const, override));
    MOCK_METHOD(std::optional<RecordCopies>, peek, (std::string_view, PeekLimits), (override));
    MOCK_METHOD(std::optional<std::uint64_t>, clear, (std::optional<std::string_view>),
                (noexcept, override));
    MOCK_METHOD(SubscriberRemoval, remove_subscriber, (std::string_view), (noexcept, override));

    /// `successor` finds the channel that has the name after this one was removed.
    explicit MockChannel(std::string channel_name,
                         std::function<std::shared_ptr<IChannel>()> successor = {});
    ~MockChannel() override;

    QueueState& queue() noexcept { return *queue_; }
    const std::shared_ptr<QueueState>& shared_queue() const noexcept { return queue_; }
    /// Preloads a record, which is no effect.
    MockChannel& holding(std::string record)
    {
        queue_->records.push_back(std::move(record));
        return *this;
    }
    /// subscribe() answers null from now on.
    void refuse_subscriptions() { refuse_subscriptions_ = true; }

private:
    PushStatus store(Bytes record);
    std::optional<Lease> pop_one();
    std::unique_ptr<ISubscription> add_consumer(std::shared_ptr<IWaker> waker);
    bool has_queue(std::string_view subscriber) const;
    RecordCopies copy(PeekLimits limits) const;
    std::uint64_t clear_all();
    QueueUsage count() const;

    std::shared_ptr<QueueState> queue_;
    std::function<std::shared_ptr<IChannel>()> successor_;
    bool refuse_subscriptions_ = false;
};

} // namespace dmq::mocks
