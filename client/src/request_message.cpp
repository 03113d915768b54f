// SPDX-License-Identifier: BSL-1.0
// Makes the first messages of Push and Pop.
#include "plain_writer.hpp"

#include <dmq/client/detail/delivery.hpp>
#include <dmq/plugin/channel.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <algorithm>
#include <string>
#include <vector>

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

/// What all pushes to one channel have in common: everything but the header and the record, which
/// stands at the end behind its length. Most programs push to the same channel again and again.
class PushHead {
public:
    PushHead() = default;
    /// Taken from a message to a checked channel.
    PushHead(std::string_view channel, Bytes message, std::size_t record_size) : channel_(channel)
    {
        const std::size_t around = neo::MessageHeader::size + record_header + record_size;
        const Bytes common = message.subspan(neo::MessageHeader::size, message.size() - around);
        common_.assign(common.begin(), common.end());
    }
    bool is_for(std::string_view channel) const noexcept
    {
        return !common_.empty() && channel == channel_;
    }
    void write(std::span<std::byte> message, Bytes record) const noexcept
    {
        const auto header = neo::MessageHeader::of(neo::MessageType::request,
                                                   message.size() - neo::MessageHeader::size);
        std::byte* to = message.data();
        to = std::ranges::copy(header.encode(), to).out;
        to = std::ranges::copy(common_, to).out;
        store(to, std::uint64_t{record.size()});
        std::memcpy(to + record_header, record.data(), record.size());
    }

private:
    std::string channel_;
    std::vector<std::byte> common_;
};

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
    thread_local PushHead last;
    if (channels.size() == 1 && !record.empty() && last.is_for(channels[0]))
        return last.write(request.message, record);
    request.error = check(channels, record);
    if (request.error)
        return;
    MemoryWriter out(request.message);
    neo::write_push(out, 0, channels, record);
    if (channels.size() == 1)
        last = PushHead(channels[0], request.message, record.size());
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
