// SPDX-License-Identifier: BSL-1.0
#include <dmq/client/address.hpp>

#include <charconv>

namespace dmq::client {
namespace {

std::optional<std::string_view> host_in(std::string_view text)
{
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    else if (text.find(':') != text.npos)
        return std::nullopt;
    if (text.empty() || text.find_first_of(" \t\r\n[]") != text.npos)
        return std::nullopt;
    return text;
}

} // namespace

std::optional<Address> parse_address(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos)
        return std::nullopt;
    const auto host = host_in(text.substr(0, colon));
    const char* const end = text.data() + text.size();
    Address address;
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (!host || error != std::errc() || stop != end || address.port == 0)
        return std::nullopt;
    address.host = *host;
    return address;
}

std::string to_string(const Address& address)
{
    const bool ipv6 = address.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

} // namespace dmq::client
