// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/listening_socket.hpp>
#include <dmq/plugin/log.hpp>
#include <dmq/protocol/local_address.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <utility>

namespace dmq {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Socket::protocol_type>;

constexpr std::chrono::milliseconds retry_after{100};
constexpr std::chrono::minutes complaint_interval{1};

[[noreturn]] void fail(const ListenOptions& options, const std::string& what)
{
    throw std::runtime_error("cannot listen for " + options.name + " connections on " +
                             options.address + ':' + std::to_string(options.port) + ": " + what);
}

void set_option(int socket, int level, int name, int value) noexcept
{
    ::setsockopt(socket, level, name, &value, sizeof value); // a connection without it still works
}

/// legacy-protocol §1.3; TCP_NODELAY because output is gathered before it is sent.
void prepare(const Socket& socket) noexcept
{
    const int fd = const_cast<Socket&>(socket).native_handle();
    if (socket.local_endpoint().protocol().family() != AF_INET)
        return;
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, 5);
    set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, 3);
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

void bind_tcp(Acceptor& acceptor, const ListenOptions& options)
{
    boost::system::error_code error;
    const auto address = asio::ip::make_address_v4(options.address, error);
    if (error)
        fail(options, "not an IPv4 address");
    acceptor.open(tcp::v4());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(tcp::endpoint(address, options.port));
}

void bind_local(Acceptor& acceptor, const ListenOptions& options)
{
    const LocalAddress address(options.address, options.port);
    acceptor.open({AF_UNIX, 0});
    acceptor.bind({address.data(), address.size()});
}

} // namespace

ListeningSocket::ListeningSocket(asio::io_context& context, const ListenOptions& options,
                                 Family family)
    : options_(options), acceptor_(context), retry_(context)
{
    try {
        if (family == Family::tcp)
            bind_tcp(acceptor_, options);
        else
            bind_local(acceptor_, options);
    } catch (const boost::system::system_error& error) {
        fail(options, (family == Family::tcp ? "" : "local socket: ") + error.code().message());
    }
}

std::uint16_t ListeningSocket::port() const
{
    const auto endpoint = acceptor_.local_endpoint();
    sockaddr_in name{};
    std::memcpy(&name, endpoint.data(), std::min(sizeof name, endpoint.size()));
    return ntohs(name.sin_port);
}

void ListeningSocket::listen()
{
    boost::system::error_code error;
    acceptor_.listen(options_.backlog, error);
    if (error)
        fail(options_, error.message());
}

void ListeningSocket::accept(asio::io_context& context, Accepted accepted)
{
    acceptor_.async_accept(context,
                           [this, &context, accepted = std::move(accepted)](
                               const boost::system::error_code& error, Socket socket) mutable {
                               if (!acceptor_.is_open())
                                   return;
                               if (error == asio::error::connection_aborted) {
                                   accept(context, std::move(accepted));
                               } else if (error) {
                                   accept_later(context, std::move(accepted), error);
                               } else {
                                   prepare(socket);
                                   accepted(std::move(socket));
                               }
                           });
}

bool ListeningSocket::limit_reached(std::size_t connections)
{
    if (options_.connection_limit == 0 || connections < options_.connection_limit)
        return false;
    complain("the limit of " + std::to_string(options_.connection_limit) +
             " connections is reached: new ones are closed");
    return true;
}

void ListeningSocket::close()
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
}

void ListeningSocket::accept_later(asio::io_context& context, Accepted accepted,
                                   const boost::system::error_code& why)
{
    complain("cannot accept: " + why.message() + "; trying again");
    retry_.expires_after(retry_after);
    retry_.async_wait([this, &context, accepted = std::move(accepted)](
                          const boost::system::error_code& error) mutable {
        if (!error && acceptor_.is_open())
            accept(context, std::move(accepted));
    });
}

void ListeningSocket::complain(const std::string& text)
{
    const auto now = std::chrono::steady_clock::now();
    if (now < next_complaint_)
        return;
    next_complaint_ = now + complaint_interval;
    log::warn("listener." + options_.name, text);
}

} // namespace dmq
