// SPDX-License-Identifier: BSL-1.0
// What a neo client sends and receives, step by step, over a blocking socket.
#pragma once

#include "fixtures/client.hpp"
#include "support/neo_wire.hpp"
#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>

namespace dmq::neo::test {

inline const std::string version_bytes = "\x01";
inline const std::string accepted = support::hex("02 0100000000000000 03 01");
inline const std::string rejected = support::hex("02 0100000000000000 03 00");
/// The answers to the start of a request (§5.3).
inline const std::string supported = "\xfd";
inline const std::string version_not_supported = "\xfe";
inline const std::string not_supported = "\xff";

inline Key key_of_test()
{
    Key key;
    key.fill(std::byte{7});
    return key;
}

using support::bytes_from;
using support::message;

inline std::string start_of(std::uint8_t code, std::uint8_t version, std::string_view arguments)
{
    return std::string{static_cast<char>(code), static_cast<char>(version)}.append(arguments);
}

inline std::uint64_t unix_now() { return static_cast<std::uint64_t>(std::time(nullptr)); }

/// Version and timestamp, which need no answer in between.
inline std::string hello(std::uint64_t timestamp = unix_now())
{
    return version_bytes + bytes_from([&](IByteWriter& out) { write_timestamp(out, timestamp); });
}

/// Request id and payload.
using Message = std::pair<std::uint64_t, std::string>;
inline const Message closed{0, "closed"};

/// The answer to hello(): the nonce, all zeros if the connection was closed instead.
inline Nonce receive_nonce(const support::Client& client)
{
    const std::string answer = client.receive(1 + MessageHeader::size + Nonce().size());
    Nonce nonce{};
    if (answer.size() == 1 + MessageHeader::size + nonce.size())
        std::ranges::copy(bytes_of(answer).last(nonce.size()), nonce.begin());
    return nonce;
}

/// What a client proves its identity with, as a message.
inline std::string credentials(const Nonce& nonce, std::uint64_t timestamp,
                               std::string_view name = "test", const Key& key = key_of_test())
{
    return bytes_from([&](IByteWriter& out) {
        write_credentials(out, {name, make_auth_code(key, timestamp, nonce)});
    });
}

/// Logs in as far as the result, which is still to be received; `more` is sent right behind.
inline void send_login(const support::Client& client, std::string_view name = "test",
                       const Key& key = key_of_test(), std::string_view more = {})
{
    const std::uint64_t timestamp = unix_now();
    client.send(hello(timestamp));
    const Nonce nonce = receive_nonce(client);
    client.send(credentials(nonce, timestamp, name, key).append(more));
}

/// The next message of a request; `closed` when the connection has ended.
inline Message receive(const support::Client& client)
{
    const std::string header = client.receive(MessageHeader::size);
    if (header.size() != MessageHeader::size)
        return closed;
    const auto decoded = MessageHeader::decode(bytes_of(header).first<MessageHeader::size>());
    EXPECT_EQ(decoded.type, static_cast<std::uint8_t>(MessageType::request));
    EXPECT_FALSE(decoded.check());
    const std::string body = client.receive(decoded.body_length);
    return {load<std::uint64_t>(bytes_of(body).data()), body.substr(request_id_size)};
}

/// Logged in, or the test has failed.
inline support::Client log_in(std::uint16_t port)
{
    support::Client client(port);
    send_login(client);
    EXPECT_EQ(client.receive(accepted.size()), accepted);
    return client;
}

} // namespace dmq::neo::test
