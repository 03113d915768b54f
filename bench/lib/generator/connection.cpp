// SPDX-License-Identifier: BSL-1.0
#include "connection.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <utility>

namespace dmq::bench {
namespace {

constexpr std::size_t least_room = 64 * 1024;

} // namespace

Connection::Connection(const std::string& address, std::unique_ptr<IProtocol> protocol, Role role,
                       std::size_t subscriber)
    : stream_(address), protocol_(std::move(protocol)), role_(role), subscriber_(subscriber)
{
    protocol_->open(stream_);
    stream_.do_not_block();
}

void Connection::watch(int epoll)
{
    epoll_ = epoll;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, stream_.fd(), &event) != 0)
        throw std::runtime_error(std::string("epoll_ctl: ") + std::strerror(errno));
}

void Connection::want_output(bool wanted)
{
    if (wanted == wants_output_)
        return;
    wants_output_ = wanted;
    epoll_event event{};
    event.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = this;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, stream_.fd(), &event);
}

void Connection::answered()
{
    if (outstanding_ == 0)
        throw std::runtime_error("an answer came to no request");
    --outstanding_;
}

void Connection::send()
{
    while (out_.size() > 0) {
        const ssize_t size = ::send(stream_.fd(), out_.rest().data(), out_.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EAGAIN)
            break;
        if (size < 0 && errno != EINTR)
            throw std::runtime_error(std::string("sending failed: ") + std::strerror(errno));
        out_.sent(size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    want_output(out_.size() > 0);
}

void Connection::receive(IArrivals& arrivals)
{
    make_room();
    const ssize_t size = ::recv(stream_.fd(), in_.data() + in_end_, in_.size() - in_end_, 0);
    if (size == 0)
        throw std::runtime_error("the server has closed a connection");
    if (size < 0) {
        if (errno != EAGAIN && errno != EINTR)
            throw std::runtime_error(std::string("receiving failed: ") + std::strerror(errno));
        return;
    }
    in_end_ += static_cast<std::size_t>(size);
    const Bytes received(in_.data() + in_begin_, in_end_ - in_begin_);
    in_begin_ += protocol_->parse(received, arrivals, out_);
}

void Connection::make_room()
{
    if (in_begin_ > 0)
        std::memmove(in_.data(), in_.data() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
    if (in_.size() - in_end_ < least_room)
        in_.resize(2 * in_.size() + 2 * least_room);
}

} // namespace dmq::bench
