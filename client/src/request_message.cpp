// SPDX-License-Identifier: BSL-1.0
// Makes the first messages of Push and Pop.
#include "plain_writer.hpp"

#include <dmq/client/detail/delivery.hpp>
#include <dmq/plugin/channel.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <algorithm>
#include <array>

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

/// The last push to one channel, up to its record. Most programs push records of the same size to
/// the same channel again and again.
class PushHead {
public:
    bool is_for(std::string_view channel) const noexcept
    {
        return channel.size() == channel_size_ &&
            std::memcmp(bytes_.data() + before_channel, channel.data(), channel.size()) == 0;
    }
    /// Takes over what stands before the record of a message to a checked channel.
    void keep(std::string_view channel, Bytes message, std::size_t record_size) noexcept
    {
        size_ = message.size() - record_size;
        channel_size_ = size_ > bytes_.size() ? 0 : channel.size();
        record_size_ = record_size;
        if (channel_size_ > 0)
            std::memcpy(bytes_.data(), message.data(), size_);
    }
    void write(std::span<std::byte> message, Bytes record) noexcept
    {
        if (record.size() != record_size_)
            set_record_size(record.size(), message.size());
        std::memcpy(message.data(), bytes_.data(), size_);
        std::memcpy(message.data() + size_, record.data(), record.size());
    }

private:
    static constexpr std::size_t before_channel = message_head + 3 + record_header;

    void set_record_size(std::size_t size, std::size_t message_size) noexcept
    {
        const auto header = neo::MessageHeader::of(neo::MessageType::request,
                                                   message_size - neo::MessageHeader::size);
        std::ranges::copy(header.encode(), bytes_.begin());
        store(bytes_.data() + size_ - record_header, std::uint64_t{size});
        record_size_ = size;
    }

    std::array<std::byte, 192> bytes_{};
    std::size_t size_ = 0;
    std::size_t channel_size_ = 0; // no channel's name is empty
    std::size_t record_size_ = 0;
};

// nothing to construct or destroy, and the library is loaded with the program: costs no call
[[gnu::tls_model("initial-exec")]] thread_local constinit PushHead last_push;

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
    if (channels.size() == 1 && !record.empty() && !channels[0].empty() &&
        last_push.is_for(channels[0]))
        return last_push.write(request.message, record);
    request.error = check(channels, record);
    if (request.error)
        return;
    MemoryWriter out(request.message);
    neo::write_push(out, 0, channels, record);
    if (channels.size() == 1)
        last_push.keep(channels[0], request.message, record.size());
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
