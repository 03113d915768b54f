// SPDX-License-Identifier: BSL-1.0
#include "request_bytes.hpp"

#include "content.hpp"

namespace dmq::bench {

std::vector<std::byte> request_bytes(IProtocol& protocol, std::uint64_t records, std::size_t size)
{
    Content content(size);
    Output out;
    for (std::uint64_t i = 0; i < records; ++i)
        protocol.request(i, content.make(i), out);
    return {out.rest().begin(), out.rest().end()};
}

std::vector<std::byte> request_bytes(Dialect dialect, Role role, std::uint64_t records,
                                     std::size_t size)
{
    const auto protocol = make_protocol(dialect, {role, "channel", "", false}, {});
    return request_bytes(*protocol, records, size);
}

} // namespace dmq::bench
