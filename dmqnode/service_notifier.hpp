// SPDX-License-Identifier: BSL-1.0
// Tells the service manager how the node is: sd_notify(3), without its library.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace dmq::node_app {

/// Sends datagrams to the socket that systemd names in NOTIFY_SOCKET: a path, or after `@` a name
/// in the abstract name space. Without one nothing is sent. Any thread; never blocks, never throws:
/// a manager that does not listen is no reason for the node to do less.
class ServiceNotifier {
public:
    /// The socket that the environment names.
    ServiceNotifier();
    /// `address` as in NOTIFY_SOCKET; empty: nobody to tell. An address that no socket can have is
    /// like an empty one.
    explicit ServiceNotifier(std::string_view address);
    ServiceNotifier(const ServiceNotifier&) = delete;
    ServiceNotifier& operator=(const ServiceNotifier&) = delete;
    ~ServiceNotifier();

    bool enabled() const noexcept { return socket_ >= 0; }
    /// The node serves.
    void ready() const noexcept;
    /// The node has begun to stop.
    void stopping() const noexcept;
    /// The node is alive (WatchdogSec).
    void watchdog() const noexcept;
    /// One line of free text, shown by `systemctl status`; line breaks become blanks.
    void status(std::string_view text) const noexcept;
    /// Start or stop is still at work: it wants this much time from now on.
    void extend_timeout(std::chrono::microseconds more) const noexcept;

    /// Sends `state` as it is: lines of the form NAME=value. Returns whether it was taken.
    bool send(std::string_view state) const noexcept;

private:
    std::string address_; // as in sockaddr_un::sun_path
    int socket_ = -1;
};

} // namespace dmq::node_app
