// SPDX-License-Identifier: BSL-1.0
// Runs one side of the neo handshake against given bytes, with the test as event loop.
#pragma once

#include "support/recording_writer.hpp"
#include "support/scripted_reader.hpp"
#include "support/wire.hpp"

#include <dmq/plugin/task.hpp>
#include <dmq/protocol/neo_auth.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace dmq::neo::test {

/// How a side of the handshake ended; nothing is set while it waits.
template <class T> struct Ended {
    std::optional<T> value;
    bool peer_gone = false;
    std::error_code error;
};

/// Runs the task until it is over or waits for bytes that never come.
template <class T>
Ended<T> drive(const Task<T>& task, support::ScriptedReader& in, support::RecordingWriter& out)
{
    task.start();
    while (!task.done()) {
        if (!out.waiting())
            out.send();
        if (!in.step() && !out.step())
            return {};
    }
    try {
        return {task.result(), false, {}};
    } catch (const PeerGone&) {
        return {{}, true, {}};
    } catch (const ProtocolError& e) {
        return {{}, false, e.code()};
    }
}

/// The key 00 01 … 7f of §14.
inline Key counting_key()
{
    Key key;
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::byte>(i);
    return key;
}

/// A fixed-size field from its hex digits.
template <std::size_t Size> std::array<std::byte, Size> field(std::string_view digits)
{
    const std::string bytes = support::hex(digits);
    EXPECT_EQ(bytes.size(), Size);
    std::array<std::byte, Size> result{};
    std::ranges::copy(bytes_of(bytes).first(std::min(bytes.size(), Size)), result.begin());
    return result;
}

template <std::size_t Size> std::string string_of(const std::array<std::byte, Size>& bytes)
{
    return std::string(text_of(bytes));
}

inline constexpr std::string_view recorded_code = // §14, second vector
    "1a286ab792394c20d76a83f5330abf42e638e47075e2061eeba1d92ba2bd9692"
    "0ab4abc0eaaa3ad7c6544b641e4e1da060c26fdf7f8b50ddd8e5949926d1e93f";
inline constexpr std::uint64_t recorded_time = 0x6b03b7f7;
inline const std::string recorded_timestamp_message = support::hex("02 0800000000000000 0a"
                                                                   "f7b7036b00000000");
inline const std::string recorded_nonce_message = support::hex("02 0400000000000000 06 fe7c5c48");
inline const std::string recorded_credentials_message =
    support::hex("02 4c00000000000000 4e 0400000000000000 74657374") + support::hex(recorded_code);
inline const std::string accepted_message = support::hex("02 0100000000000000 03 01");
inline const std::string rejected_message = support::hex("02 0100000000000000 03 00");

/// A whole authentication message.
inline std::string message(std::string_view body)
{
    support::RecordingWriter out;
    write_message(out, MessageType::authentication, {bytes_of(body)});
    return out.written();
}

inline std::uint64_t clock_of_test() { return recorded_time; }

} // namespace dmq::neo::test
