// SPDX-License-Identifier: BSL-1.0
// Builds payloads of the neo protocol in the notation of neo-protocol §7; arrays are arr() of
// support/wire.hpp.
#pragma once

#include "support/recording_writer.hpp"
#include "support/wire.hpp"

#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dmq::support {

/// A payload of one byte.
template <neo::WireCode Code> std::string msg(Code code)
{
    return std::string(1, static_cast<char>(code));
}

/// A Records message.
inline std::string batch(std::initializer_list<std::string_view> items)
{
    return msg(neo::ConsumeEvent::records) + arr(records(items));
}

/// A whole message of the request `id`.
inline std::string message(std::uint64_t id, std::string_view payload)
{
    return bytes_from(
        [&](IByteWriter& out) { neo::write_request_message(out, id, {bytes_of(payload)}); });
}

} // namespace dmq::support
