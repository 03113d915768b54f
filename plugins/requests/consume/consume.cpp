// SPDX-License-Identifier: BSL-1.0
// Consume (6): sends a channel's records as they come.
#include "requests/consume/consume.hpp"

#include <dmq/protocol/legacy.hpp>

#include <utility>

namespace dmq::requests {
namespace {

constexpr std::size_t max_legacy_lease = 64 * 1024; // bytes

/// Sends records until the channel is removed. Each lease is with the socket before the next is
/// taken, so that a peer that does not read keeps one lease at most from other consumers.
Task<> deliver(ISubscription& subscription, IByteWriter& out, IRequestContext& context)
{
    for (;;) {
        Lease records = subscription.take(max_legacy_lease);
        if (!records.empty()) {
            out.write(std::move(records));
            co_await flush(out);
            co_await yield(context); // others have their turn, and a peer that left is noticed
        } else if (subscription.removed()) {
            co_return;
        } else {
            co_await flush(out);
            co_await wait_for_news(context, subscription);
        }
    }
}

} // namespace

Task<> Consume::handle(IByteReader& in, IByteWriter& out, IRequestContext& context)
{
    const auto [name] = co_await read(in, legacy::ArraysCodec<1>());
    if (!valid_channel_name(text_of(name))) {
        legacy::write(out, legacy::Status::bad_channel_name);
        co_return;
    }
    const auto channel = context.channels().get_or_create(text_of(name));
    const auto subscription = channel ? channel->subscribe("", context.waker()) : nullptr;
    if (!subscription) {
        legacy::write(out, legacy::Status::error);
        co_return;
    }
    legacy::write(out, legacy::Status::ok);
    co_await deliver(*subscription, out, context);
    legacy::write_array(out, Bytes());
}

} // namespace dmq::requests
