// SPDX-License-Identifier: BSL-1.0
// What a neo client might send: mostly valid messages, some of them spoilt.
#include "neo_script.hpp"

#include "support/recording_writer.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace dmq::fuzz {
namespace {

constexpr std::string_view channels[] = {"a", "b", "c", "a", "b", "", "b!", "s@a"};
constexpr std::string_view subscribers[] = {"", "s", "t", "s@", ""};

std::string value(Choices& choices)
{
    constexpr std::array<std::size_t, 8> sizes{0, 1, 5, 100, 100, 5000, 60'000, 5};
    return std::string(sizes[choices.below(sizes.size())], static_cast<char>(choices.byte()));
}

void write_push(IByteWriter& out, std::uint64_t id, Choices& choices)
{
    std::vector<std::string_view> names(choices.below(4));
    for (std::string_view& name : names)
        name = choices.one_of(channels);
    const std::string record = value(choices);
    neo::write_push(out, id, names, bytes_of(record));
}

std::optional<std::string_view> any_subscriber(Choices& choices)
{
    if (choices.below(2) == 0)
        return std::nullopt;
    return choices.one_of(subscribers);
}

/// The start of a request for administration.
void write_admin(IByteWriter& out, std::uint64_t id, Choices& choices)
{
    const std::string_view channel = choices.one_of(channels);
    switch (choices.below(5)) {
    case 0:
        return neo::write_start(out, id, neo::ListArguments{channel});
    case 1:
        return neo::write_start(out, id,
                                neo::PeekArguments{channel, choices.one_of(subscribers),
                                                   choices.byte(), choices.number() >> 40});
    case 2:
        return neo::write_start(out, id, neo::RemoveChannelArguments{channel});
    case 3:
        return neo::write_start(
            out, id, neo::RemoveSubscriberArguments{channel, choices.one_of(subscribers)});
    default:
        return neo::write_start(out, id, neo::ClearArguments{channel, any_subscriber(choices)});
    }
}

/// Continue and Stop, most of all.
void write_control(IByteWriter& out, std::uint64_t id, Choices& choices)
{
    constexpr std::array<std::uint8_t, 8> codes{1, 1, 1, 1, 2, 2, 0, 3};
    const auto code = static_cast<std::byte>(codes[choices.below(codes.size())]);
    neo::write_request_message(out, id, {Bytes(&code, 1)});
}

void write_one(IByteWriter& out, Choices& choices)
{
    const std::uint64_t id = choices.below(6);
    switch (choices.below(12)) {
    case 0:
    case 1:
    case 2:
        return write_push(out, id, choices);
    case 3:
        return neo::write_pop(out, id, choices.one_of(channels));
    case 4:
    case 5:
        return neo::write_consume(out, id, choices.one_of(channels), choices.one_of(subscribers));
    case 6:
    case 7:
    case 8:
        return write_control(out, id, choices);
    case 9:
    case 10:
        return write_admin(out, id, choices);
    default:
        return neo::write_request_message(out, id, {bytes_of(choices.text(choices.below(32)))});
    }
}

} // namespace

void spoil(std::string& message, Choices& choices, bool valid_header)
{
    constexpr std::size_t header = neo::MessageHeader::size;
    const std::size_t from = valid_header && message.size() > header ? header : 0;
    const std::size_t at = from + choices.number() % (message.size() - from);
    switch (choices.below(3)) {
    case 0:
        message[at] = static_cast<char>(choices.byte());
        break;
    case 1:
        message.erase(at, 1 + choices.below(16));
        break;
    default:
        message.insert(at, choices.text(choices.below(16)));
        break;
    }
    if (valid_header && message.size() >= header) {
        const auto fixed =
            neo::MessageHeader::of(neo::MessageType::request, message.size() - header).encode();
        message.replace(0, header, text_of(fixed));
    }
}

std::string neo_message(Choices& choices)
{
    support::RecordingWriter out;
    write_one(out, choices);
    std::string message = out.written();
    switch (choices.below(24)) {
    case 0:
        spoil(message, choices, false);
        break;
    case 1:
    case 2:
        spoil(message, choices, true);
        break;
    default:
        break;
    }
    return message;
}

std::string neo_messages(Choices& choices)
{
    std::string all;
    for (int i = 0; i < 200 && !choices.empty(); ++i)
        all += neo_message(choices);
    return all;
}

} // namespace dmq::fuzz
