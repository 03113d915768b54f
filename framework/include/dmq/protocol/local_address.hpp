// SPDX-License-Identifier: BSL-1.0
// Where clients of the same host find a node without TCP.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <vector>

namespace dmq {

/// The UNIX-domain stream socket of a node that serves this address (an IPv4 literal) and port by
/// TCP: "dmq/127.0.0.1:10000" in Linux's abstract namespace. There is no file: it is reached from
/// where the node's loopback is reached, and gone with the node.
class DMQ_EXPORT LocalAddress {
public:
    /// An address of more than 80 bytes is cut off.
    LocalAddress(std::string_view address, std::uint16_t port);

    const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&name_); }
    /// Bytes of data().
    std::size_t size() const noexcept { return size_; }

private:
    sockaddr_un name_{};
    std::size_t size_;
};

/// To be tried before TCP by clients of a node that serves this address and port: its UNIX-domain
/// sockets, should it run on this host. Each refuses at once if it does not. None for what is not
/// an IPv4 address.
DMQ_EXPORT std::vector<LocalAddress> local_ways_to(const sockaddr& node);

} // namespace dmq
