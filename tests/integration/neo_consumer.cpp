// SPDX-License-Identifier: BSL-1.0
// Neo requests of a blocking client, one at a time.
#include "neo_consumer.hpp"

namespace dmq::test {

using neo::test::bytes_from;
using neo::test::Message;
using neo::test::receive;

std::string push_message(std::uint64_t id, std::string_view channel, std::string_view record)
{
    return bytes_from([&](IByteWriter& out) {
        neo::write_push(out, id, {&channel, 1}, bytes_of(record));
    });
}

std::string pop_message(std::uint64_t id, std::string_view channel)
{
    return bytes_from([&](IByteWriter& out) { neo::write_pop(out, id, channel); });
}

std::string consume_message(std::uint64_t id, std::string_view channel, std::string_view subscriber)
{
    return bytes_from([&](IByteWriter& out) { neo::write_consume(out, id, channel, subscriber); });
}

std::string control_message(std::uint64_t id, neo::ConsumeControl control)
{
    return bytes_from([&](IByteWriter& out) { neo::write_code(out, id, control); });
}

NeoConsumer::NeoConsumer(std::uint16_t port, std::string_view channel, std::string_view subscriber)
    : client_(neo::test::log_in(port))
{
    EXPECT_TRUE(client_.send(consume_message(id, channel, subscriber)));
    EXPECT_EQ(receive(client_), Message(id, neo::test::supported));
    EXPECT_EQ(receive(client_), Message(id, support::msg(neo::ConsumeStart::started)));
}

std::vector<std::string> NeoConsumer::next()
{
    std::vector<std::string> records;
    const Message message = receive(client_);
    const auto parsed = neo::parse_consume_message(bytes_of(message.second));
    if (!parsed)
        return records;
    event_ = parsed->event;
    for (const Bytes record : Records(parsed->records.bytes))
        records.emplace_back(text_of(record));
    return records;
}

} // namespace dmq::test
