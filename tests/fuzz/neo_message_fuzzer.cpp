// SPDX-License-Identifier: BSL-1.0
// The parser of neo messages and of all payloads: any bytes, in any pieces. What can be parsed is
// written again, and must be the same bytes.
#include "neo_script.hpp"
#include "support/recording_writer.hpp"

#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::fuzz {
namespace {

constexpr std::size_t max_body = 100'000;
constexpr std::size_t start_size = 2; // code and version

/// The arguments of the only message that `write` writes must be those that were parsed.
template <class Write> void expect_same(Bytes arguments, Write write)
{
    support::RecordingWriter out;
    write(out);
    const std::string written = out.written();
    const std::size_t head = neo::MessageHeader::size + neo::request_id_size + start_size;
    require(written.size() >= head && std::string_view(written).substr(head) == text_of(arguments),
            "what was parsed is written differently");
}

template <class Arguments> void check_start(Bytes bytes, const std::optional<Arguments>& parsed)
{
    if (parsed)
        expect_same(bytes, [&](IByteWriter& out) { neo::write_start(out, 1, *parsed); });
}

void check_arguments(Bytes bytes)
{
    if (const auto push = neo::parse_push(bytes)) {
        std::vector<std::string_view> names;
        for (const Bytes name : Records(push->channels.bytes))
            names.push_back(text_of(name));
        expect_same(bytes, [&](IByteWriter& out) { neo::write_push(out, 1, names, push->value); });
    }
    if (const auto pop = neo::parse_pop(bytes))
        expect_same(bytes, [&](IByteWriter& out) { neo::write_pop(out, 1, pop->channel); });
    if (const auto consume = neo::parse_consume(bytes))
        expect_same(bytes, [&](IByteWriter& out) {
            neo::write_consume(out, 1, consume->channel, consume->subscriber);
        });
    check_start(bytes, neo::parse_list_channels(bytes));
    check_start(bytes, neo::parse_peek(bytes));
    check_start(bytes, neo::parse_remove_channel(bytes));
    check_start(bytes, neo::parse_remove_subscriber(bytes));
    check_start(bytes, neo::parse_clear(bytes));
}

template <class Reply> void check_payload(Bytes bytes, const std::optional<Reply>& parsed)
{
    if (!parsed)
        return;
    const auto written = neo::payload_of(*parsed);
    require(text_of(written) == text_of(bytes), "an answer is written differently");
}

void check_answers(Bytes bytes)
{
    neo::parse_pop_reply(bytes);
    neo::parse_consume_message(bytes);
    check_payload(bytes, neo::parse_peek_reply(bytes));
    check_payload(bytes, neo::parse_clear_reply(bytes));
    check_payload(bytes, neo::parse_list_message(bytes));
}

void check_authentication(Bytes body)
{
    neo::parse_timestamp(body);
    neo::parse_nonce(body);
    neo::parse_result(body);
    if (const auto credentials = neo::parse_credentials(body))
        require(credentials->name.size() <= neo::max_authentication_body, "a name out of nothing");
}

void check_message(Bytes body, neo::MessageType type)
{
    require(body.size() <= max_body, "a message that is too long");
    if (type == neo::MessageType::authentication)
        return check_authentication(body);
    const Bytes payload = neo::parse_request_message(body).payload;
    check_answers(payload);
    if (const auto start = neo::parse_start(payload))
        check_arguments(start->arguments);
}

/// Parses messages of one type off the stream, which arrives in pieces.
void run(std::string_view stream, std::size_t piece, neo::MessageType type)
{
    std::size_t begin = 0;
    std::size_t end = 0;
    while (begin < stream.size()) {
        neo::MessageCodec codec(type, max_body);
        std::size_t wanted = codec.wanted(bytes_of(stream.substr(begin, end - begin)));
        while (wanted > end - begin) {
            if (end == stream.size())
                return;
            end = std::min(stream.size(), end + piece);
            const std::size_t before = wanted;
            wanted = codec.wanted(bytes_of(stream.substr(begin, end - begin)));
            require(codec.error() || wanted >= before, "it wants less than before");
        }
        if (codec.error())
            return;
        check_message(codec.result(bytes_of(stream.substr(begin, end - begin))), type);
        begin += codec.size();
    }
}

} // namespace
} // namespace dmq::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace dmq;
    fuzz::Choices choices(data, size);
    const std::size_t piece = 1 + choices.below(200);
    const auto type = choices.below(8) == 0 ? neo::MessageType::authentication
                                            : neo::MessageType::request;
    const std::string stream = choices.below(4) == 0 ? choices.text(size)
                                                     : fuzz::neo_messages(choices);
    fuzz::run(stream, piece, type);
    return 0;
}
