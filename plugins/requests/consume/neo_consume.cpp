// SPDX-License-Identifier: BSL-1.0
// Consume of the neo protocol: sends a subscriber's records in batches, each acknowledged.
#include "requests/consume/neo_consume.hpp"

#include "requests/consume/batch.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace dmq::requests {
namespace {

using neo::ConsumeControl;
using neo::ConsumeEvent;
using neo::ConsumeStart;
using neo::IRequestOnConn;

// bytes; a batch has at least so much when there is so much (§7.4)
constexpr std::size_t full_batch = 100'000;
// bytes lent at once; more than a full batch, so that with small records one lease is enough
constexpr std::size_t max_neo_lease = 128 * 1024;

std::unique_ptr<ISubscription> subscribe(const neo::ConsumeArguments& wanted,
                                         IRequestContext& context)
{
    if (!valid_channel_name(wanted.channel) || !valid_subscriber_name(wanted.subscriber))
        return nullptr;
    const auto channel = context.channels().get_or_create(wanted.channel);
    return channel ? channel->subscribe(wanted.subscriber, context.waker()) : nullptr;
}

Batch take_batch(ISubscription& subscription)
{
    Batch batch;
    Lease records = subscription.take(max_neo_lease);
    while (!records.empty()) {
        batch.add(std::move(records));
        if (batch.size() >= full_batch)
            break;
        records = subscription.take_more(full_batch - batch.size());
    }
    return batch;
}

std::optional<ConsumeControl> next_control(IRequestOnConn& request)
{
    const auto message = request.receive();
    if (!message)
        return std::nullopt;
    const auto control = neo::parse_code<ConsumeControl>(*message);
    if (!control)
        throw ProtocolError(neo::Error::malformed_payload);
    return control;
}

/// Before a batch is taken only Stop makes sense.
bool stopped_while_idle(IRequestOnConn& request)
{
    const auto control = next_control(request);
    if (control == ConsumeControl::proceed)
        throw ProtocolError(neo::Error::unexpected_message);
    return control == ConsumeControl::stop;
}

/// What the client answers to the batch; nullopt: the channel was removed.
Task<std::optional<ConsumeControl>> feedback(IRequestOnConn& request, const Batch& batch,
                                             ISubscription& subscription, IRequestContext& context)
{
    for (;;) {
        const auto control = next_control(request);
        if (control == ConsumeControl::proceed && !batch.sent())
            throw ProtocolError(neo::Error::unexpected_message);
        if (control || subscription.removed())
            co_return control;
        co_await wait_for_message(request, context);
    }
}

/// Sends batches until the client or the removal of the channel ends it; returns what to say then.
Task<ConsumeEvent> deliver(IRequestOnConn& request, ISubscription& subscription,
                           IRequestContext& context)
{
    while (!stopped_while_idle(request)) {
        if (!request.has_room()) {
            subscription.decline();
            co_await wait_for_room(request, context);
            continue;
        }
        Batch batch = take_batch(subscription);
        if (batch.empty()) {
            if (subscription.removed())
                co_return ConsumeEvent::channel_removed;
            co_await wait_for_news(context, subscription);
            continue;
        }
        request.send(neo::records_head(batch.size()).view(), batch.records());
        if (!context.node().redelivery())
            batch.deliver_once();
        const auto control = co_await feedback(request, batch, subscription, context);
        if (!control)
            co_return ConsumeEvent::channel_removed;
        // a client that stops still has the batch and works through it
        if (context.node().redelivery())
            batch.delivered();
        if (control == ConsumeControl::stop)
            break;
    }
    co_return ConsumeEvent::stopped;
}

} // namespace

Task<> NeoConsume::handle(IRequestOnConn& request, Bytes payload, IRequestContext& context)
{
    const auto wanted = neo::parse_consume(payload);
    if (!wanted)
        throw ProtocolError(neo::Error::malformed_payload);
    const auto subscription = subscribe(*wanted, context);
    if (!subscription) {
        request.send(neo::payload_of(ConsumeStart::error));
        co_return;
    }
    request.send(neo::payload_of(ConsumeStart::started));
    const ConsumeEvent end = co_await deliver(request, *subscription, context);
    request.send(neo::payload_of(end));
}

} // namespace dmq::requests
