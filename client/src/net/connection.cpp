// SPDX-License-Identifier: BSL-1.0
#include "net/connection.hpp"

#include "socket.hpp"

#include <dmq/protocol/local_address.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <string>
#include <sys/socket.h>

namespace dmq::client {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t read_size = 128 * 1024;
constexpr std::size_t most_pieces = 64;

/// The end of the stream as what it means here.
std::error_code cause_of(const error_code& error)
{
    return error == asio::error::eof ? make_error_code(Errc::disconnected)
                                     : static_cast<std::error_code>(error);
}

} // namespace

Connection::Connection(const asio::any_io_executor& executor, Node& node,
                       std::weak_ptr<IConnectionEvents> events, bool local_sockets)
    : node_(node), events_(std::move(events)), local_sockets_(local_sockets), socket_(executor)
{
}

template <class Event> void Connection::tell(Event event)
{
    if (closed_)
        return;
    if (const auto events = events_.lock())
        event(*events);
}

void Connection::fail(std::error_code cause)
{
    tell([&](IConnectionEvents& events) { events.on_lost(*this, cause); });
}

void Connection::connect()
{
    const Address& to = node_.address();
    error_code not_numeric;
    const auto ip = asio::ip::make_address(to.host, not_numeric);
    if (not_numeric)
        return resolve();
    connect_to(ways_to(asio::ip::tcp::endpoint(ip, to.port)), {});
}

void Connection::resolve()
{
    const Address& to = node_.address();
    resolver_ = std::make_unique<Resolver>(socket_.get_executor());
    resolver_->async_resolve(
        to.host, std::to_string(to.port),
        [self = shared_from_this()](const error_code& error, const Resolver::results_type& found) {
            if (error)
                return self->fail(error);
            std::vector<Protocol::endpoint> endpoints;
            for (const auto& entry : found)
                std::ranges::copy(self->ways_to(entry.endpoint()), std::back_inserter(endpoints));
            self->connect_to(std::move(endpoints), {});
        });
}

std::vector<Connection::Protocol::endpoint> Connection::ways_to(
    const asio::ip::tcp::endpoint& node) const
{
    std::vector<Protocol::endpoint> ways;
    if (local_sockets_) {
        for (const LocalAddress& local : local_ways_to(*node.data()))
            ways.emplace_back(local.data(), local.size());
    }
    ways.emplace_back(node);
    return ways;
}

/// One after the other, the first one first.
void Connection::connect_to(std::vector<Protocol::endpoint> endpoints, std::error_code last_error)
{
    if (closed_)
        return;
    if (endpoints.empty())
        return fail(last_error);
    error_code ignored;
    socket_.close(ignored);
    const Protocol::endpoint first = endpoints.front();
    endpoints.erase(endpoints.begin());
    socket_.async_connect(
        first,
        [self = shared_from_this(), rest = std::move(endpoints)](const error_code& error) mutable {
            if (error)
                self->connect_to(std::move(rest), error);
            else
                self->established();
        });
}

void Connection::established()
{
    if (closed_)
        return;
    error_code error;
    socket_.native_non_blocking(true, error);
    if (error)
        return fail(error);
    set_options(socket_.native_handle());
    connected_ = true;
    tell([this](IConnectionEvents& events) { events.on_connected(*this); });
    receive();
}

void Connection::receive()
{
    if (closed_)
        return;
    const auto space = node_.in().space(read_size);
    socket_.async_read_some(asio::buffer(space.data(), space.size()),
                            [self = shared_from_this()](const error_code& error, std::size_t size) {
                                if (self->closed_)
                                    return;
                                if (error)
                                    return self->fail(cause_of(error));
                                self->node_.status()->received.calls.add(size);
                                self->node_.in().commit(size);
                                self->tell(
                                    [&](IConnectionEvents& events) { events.on_received(*self); });
                                self->receive();
                            });
}

void Connection::send()
{
    if (!connected_ || closed_ || waits_writable_ || node_.out().size() == 0)
        return;
    while (node_.out().size() > 0)
        if (!send_some())
            return;
    all_sent();
}

void Connection::all_sent()
{
    if (blocked_since_)
        node_.status()->send_waits.add(Clock::now() - *blocked_since_);
    else
        node_.status()->sent_at_once.add(1);
    blocked_since_.reset();
}

/// False: the socket takes no more for now, or never again.
bool Connection::send_some()
{
    std::array<iovec, most_pieces> pieces;
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = node_.out().gather(pieces);
    const ssize_t size = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
    if (size >= 0) {
        node_.out().consume(static_cast<std::size_t>(size));
        node_.status()->sent.calls.add(static_cast<std::uint64_t>(size));
        return true;
    }
    if (errno == EINTR)
        return true;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        node_.status()->sent.would_block.add(1);
        wait_writable();
    } // else what the node sent before is still read, up to the error that comes with it
    return false;
}

void Connection::wait_writable()
{
    waits_writable_ = true;
    if (!blocked_since_)
        blocked_since_ = Clock::now();
    socket_.async_wait(Protocol::socket::wait_write,
                       [self = shared_from_this()](const error_code& error) {
                           self->waits_writable_ = false;
                           if (!error)
                               self->send();
                       });
}

void Connection::close() noexcept
{
    closed_ = true;
    error_code ignored;
    socket_.close(ignored);
    resolver_.reset();
}

} // namespace dmq::client
