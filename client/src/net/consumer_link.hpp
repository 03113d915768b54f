// SPDX-License-Identifier: BSL-1.0
// Between a Consumer, or a Batch, on any thread and the Consume on the client's executor.
#pragma once

#include "core/consume.hpp"

#include <dmq/client/detail/core.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace dmq::client {

class Runtime;

class ConsumerLink final : public detail::IConsumer,
                           public detail::IBatchOwner,
                           public std::enable_shared_from_this<ConsumerLink> {
public:
    explicit ConsumerLink(std::weak_ptr<Runtime> runtime) : runtime_(std::move(runtime)) { }

    /// On the client's executor, before anything that is posted here gets there.
    void attach(std::shared_ptr<Consume> consume) { consume_ = std::move(consume); }

    void next(detail::NextBatch& waiter) override;
    void suspend() override;
    void resume() override;
    bool suspended() const noexcept override { return suspended_; }
    void stop() override;
    void abandon() noexcept override;
    bool abandoned() const noexcept override { return abandoned_; }
    void batch_over(std::uint32_t node, std::uint64_t epoch, bool done) noexcept override;

private:
    void post(std::function<void(Consume&)> action);

    std::weak_ptr<Runtime> runtime_;
    std::shared_ptr<Consume> consume_;
    std::atomic<bool> suspended_{false};
    std::atomic<bool> abandoned_{false};
};

} // namespace dmq::client
