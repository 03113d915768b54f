// SPDX-License-Identifier: BSL-1.0
#include "service_notifier.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

std::string_view address_from_environment() noexcept
{
    const char* const address = std::getenv("NOTIFY_SOCKET");
    return address == nullptr ? std::string_view() : std::string_view(address);
}

bool usable(std::string_view address) noexcept
{
    return address.size() > 1 && address.size() < sizeof(sockaddr_un::sun_path) &&
        (address[0] == '/' || address[0] == '@');
}

} // namespace

ServiceNotifier::ServiceNotifier() : ServiceNotifier(address_from_environment()) { }

ServiceNotifier::ServiceNotifier(std::string_view address)
{
    if (!usable(address))
        return;
    address_ = address;
    if (address_[0] == '@')
        address_[0] = '\0';
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

ServiceNotifier::~ServiceNotifier()
{
    if (socket_ >= 0)
        ::close(socket_);
}

bool ServiceNotifier::send(std::string_view state) const noexcept
{
    if (socket_ < 0)
        return false;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    const auto sent = ::sendto(socket_, state.data(), state.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&to), size);
    return sent == static_cast<ssize_t>(state.size());
}

void ServiceNotifier::ready() const noexcept { send("READY=1"); }

void ServiceNotifier::stopping() const noexcept { send("STOPPING=1"); }

void ServiceNotifier::watchdog() const noexcept { send("WATCHDOG=1"); }

void ServiceNotifier::status(std::string_view text) const noexcept
{
    if (!enabled())
        return;
    std::string line = "STATUS=" + std::string(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    send(line);
}

void ServiceNotifier::extend_timeout(std::chrono::microseconds more) const noexcept
{
    if (enabled())
        send("EXTEND_TIMEOUT_USEC=" + std::to_string(more.count()));
}

} // namespace dmq::node_app
