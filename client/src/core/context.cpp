// SPDX-License-Identifier: BSL-1.0
#include "core/context.hpp"

#include <memory>
#include <utility>

namespace dmq::client {
namespace {

/// The function itself is called each time, not a copy: it may have a state.
class NotificationDelivery final : public detail::Delivery {
public:
    NotificationDelivery(std::shared_ptr<const Notifier> to, const Notification& event)
        : to_(std::move(to)), event_(event)
    {
    }
    void deliver() override
    {
        const std::unique_ptr<NotificationDelivery> self(this);
        (*to_)(event_);
    }
    void drop() noexcept override { delete this; }

private:
    std::shared_ptr<const Notifier> to_;
    Notification event_;
};

} // namespace

void Context::notify(Notification&& event, const std::shared_ptr<const Notifier>& other)
{
    // the options outlive all deliveries
    const std::shared_ptr<const Notifier> general(std::shared_ptr<void>(),
                                                  &options.on_notification);
    for (const auto& to : {general, other})
        if (to && *to)
            outbox.push_back(new NotificationDelivery(to, event));
}

} // namespace dmq::client
