// SPDX-License-Identifier: BSL-1.0
#include <dmq/protocol/local_address.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
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

std::vector<LocalAddress> local_ways_to(const sockaddr& node)
{
    if (node.sa_family != AF_INET)
        return {};
    sockaddr_in name{};
    std::memcpy(&name, &node, sizeof name);
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &name.sin_addr, text.data(), text.size());
    const std::string_view address = text.data();
    const std::uint16_t port = ntohs(name.sin_port);
    std::vector<LocalAddress> ways{{address, port}};
    if (address.starts_with("127."))
        ways.emplace_back("0.0.0.0", port); // it serves all addresses
    return ways;
}

} // namespace dmq
