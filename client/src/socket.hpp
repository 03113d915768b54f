// SPDX-License-Identifier: BSL-1.0
// A connected, non-blocking TCP socket.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/client/options.hpp>
#include <dmq/plugin/bytes.hpp>

#include <chrono>
#include <cstddef>
#include <span>

namespace dmq::client {

using Clock = std::chrono::steady_clock;

/// Milliseconds for poll() until `deadline`, rounded up; -1 for Clock::time_point::max().
int poll_time(Clock::time_point deadline);

/// TCP_NODELAY and keep-alive (legacy-protocol §1.5, neo-protocol §1); no-op for other sockets.
void set_options(int fd);

class Socket {
public:
    /// Connects within the time-out, with TCP_NODELAY and keep-alive (legacy-protocol §1.5).
    /// Throws Error(connect) or Error(interrupted).
    Socket(const Address& node, const Options& options);
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(); }

    /// -1 when closed.
    int fd() const noexcept { return fd_; }
    void close() noexcept;
    /// Tells the node that nothing more will be sent.
    void shutdown_sending() noexcept;
    /// As ::recv: 0 at the end, -1 with errno; never waits.
    std::ptrdiff_t receive(std::span<std::byte> space) noexcept;
    /// As ::send, without SIGPIPE; never waits.
    std::ptrdiff_t send(Bytes bytes) noexcept;

private:
    int fd_ = -1;
};

} // namespace dmq::client
