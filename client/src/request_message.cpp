// SPDX-License-Identifier: BSL-1.0
// Makes the first messages of Push and Pop.
#include "plain_writer.hpp"

#include <dmq/client/detail/delivery.hpp>
#include <dmq/plugin/channel.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <algorithm>

namespace dmq::client::detail {
namespace {

constexpr std::size_t message_head = neo::MessageHeader::size + neo::request_id_size;

std::error_code check(std::span<const std::string_view> channels, Bytes record) noexcept
{
    if (channels.empty() || channels.size() > neo::max_push_channels)
        return Errc::bad_channel_count;
    if (!std::ranges::all_of(channels, valid_channel_name))
        return Errc::bad_channel_name;
    return record.empty() ? make_error_code(Errc::empty_record) : std::error_code();
}

} // namespace

std::size_t push_size(std::span<const std::string_view> channels, Bytes record) noexcept
{
    std::size_t size = message_head + 3 + record_header + record.size();
    for (const std::string_view channel : channels)
        size += record_header + channel.size();
    return size;
}

std::size_t pop_size(std::string_view channel) noexcept
{
    return message_head + 2 + record_header + channel.size();
}

void write_push(Request& request, std::span<const std::string_view> channels, Bytes record)
{
    request.error = check(channels, record);
    if (request.error)
        return;
    MemoryWriter out(request.message);
    neo::write_push(out, request.id, channels, record);
}

void write_pop(Request& request, std::string_view channel)
{
    if (!valid_channel_name(channel)) {
        request.error = Errc::bad_channel_name;
        return;
    }
    MemoryWriter out(request.message);
    neo::write_pop(out, request.id, channel);
}

} // namespace dmq::client::detail
