// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/local_address.hpp>

#include <algorithm>
#include <string>
#include <sys/socket.h>

namespace dmq {

LocalAddress::LocalAddress(std::string_view address, std::uint16_t port)
{
    constexpr std::size_t longest = 80; // fits with the rest
    const std::string text = "dmq/" + std::string(address.substr(0, longest)) + ':' +
        std::to_string(port);
    name_.sun_family = AF_UNIX;
    std::ranges::copy(text, name_.sun_path + 1); // behind a NUL: abstract
    size_ = offsetof(sockaddr_un, sun_path) + 1 + text.size();
}

} // namespace dmq
