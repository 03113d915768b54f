// SPDX-License-Identifier: BSL-1.0
// Lists channels and their queues with all that is known about them.
#include "requests/list_channels/list_channels.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace dmq::requests {
namespace {

std::vector<std::string> all_names(IChannels& channels)
{
    std::vector<std::string> names;
    channels.for_each([&](IChannel& channel) { names.emplace_back(channel.name()); });
    return names;
}

/// The payload of one message; owns the names that it refers to while it is filled.
class QueueList {
public:
    void add(const IChannel& channel)
    {
        channel.for_each_queue([&](std::string_view storage_name, const QueueUsage& usage,
                                   std::size_t consumers) {
            const std::string_view name = names_.emplace_back(storage_name);
            message_.queues.push_back({channel_of(name), subscriber_of(name), usage, consumers});
        });
    }
    bool empty() const noexcept { return message_.queues.empty(); }
    std::vector<std::byte> payload() const { return neo::payload_of(message_); }

private:
    std::deque<std::string> names_; // stay where they are
    neo::ListMessage message_{neo::ListEvent::queues, {}};
};

Task<> send_list(neo::IRequestOnConn& request, std::vector<std::string> names,
                 IRequestContext& context)
{
    for (std::size_t i = 0; i < names.size();) {
        QueueList list;
        for (std::size_t n = 0; n < channels_per_message && i < names.size(); ++n, ++i) {
            if (const auto channel = context.channels().find(names[i]))
                list.add(*channel);
        }
        if (!list.empty())
            request.send(list.payload());
        while (!request.has_room())
            co_await wait_for_room(request, context);
        if (i < names.size())
            co_await yield(context);
    }
}

} // namespace

Task<> ListChannels::handle(neo::IRequestOnConn& request, Bytes payload, IRequestContext& context)
{
    const auto wanted = neo::parse_list_channels(payload);
    if (!wanted)
        throw ProtocolError(neo::Error::malformed_payload);
    auto names = wanted->channel.empty() ? all_names(context.channels())
                                         : std::vector{std::string(wanted->channel)};
    co_await send_list(request, std::move(names), context);
    request.send(neo::payload_of(neo::ListMessage{neo::ListEvent::end, {}}));
}

} // namespace dmq::requests
