// SPDX-License-Identifier: BSL-1.0
#include "net/consumer_link.hpp"

#include "net/runtime.hpp"

#include <utility>

namespace dmq::client {

void ConsumerLink::post(std::function<void(Consume&)> action)
{
    if (const auto runtime = runtime_.lock())
        runtime->post([self = shared_from_this(), action = std::move(action)](Engine& engine) {
            engine.control(*self->consume_, action);
        });
}

void ConsumerLink::next(detail::NextBatch& waiter)
{
    const auto runtime = runtime_.lock();
    if (!runtime) {
        waiter.error = Errc::closed;
        return waiter.deliver();
    }
    runtime->post_waiter(waiter, [self = shared_from_this(), &waiter](Engine& engine) {
        engine.control(*self->consume_, [&waiter](Consume& consume) { consume.next(waiter); });
    });
}

void ConsumerLink::suspend()
{
    suspended_ = true;
    post([](Consume& consume) { consume.suspend(); });
}

void ConsumerLink::resume()
{
    suspended_ = false;
    post([](Consume& consume) { consume.resume(); });
}

void ConsumerLink::stop()
{
    post([](Consume& consume) { consume.stop(); });
}

void ConsumerLink::abandon() noexcept
{
    abandoned_ = true;
    post([](Consume& consume) { consume.abandon(); });
}

void ConsumerLink::batch_over(std::uint32_t node, std::uint64_t epoch, bool done) noexcept
{
    post([=](Consume& consume) { consume.batch_over(node, epoch, done); });
}

} // namespace dmq::client
