// SPDX-License-Identifier: BSL-1.0
// Writing the primitives of legacy-protocol §2 into a buffer.
#pragma once

#include "buffer.hpp"

#include <dmq/protocol/legacy.hpp>

#include <span>
#include <string_view>

namespace dmq::client {

inline void append_command(Buffer& out, legacy::Command command)
{
    store(out.space(sizeof command).data(), command);
    out.commit(sizeof command);
}

inline void append_array(Buffer& out, Bytes array)
{
    store(out.space(record_header + array.size()).data(), std::uint64_t{array.size()});
    out.commit(record_header);
    out.append(array);
}

inline void append_array(Buffer& out, std::string_view text) { append_array(out, bytes_of(text)); }

inline void append_list(Buffer& out, std::span<const std::string> names)
{
    for (const std::string& name : names)
        append_array(out, name);
    append_array(out, Bytes());
}

} // namespace dmq::client
