// SPDX-License-Identifier: BSL-1.0
#include "link.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <poll.h>
#include <string>

namespace dmq::client {
namespace {

constexpr std::size_t read_size = 128 * 1024;

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

bool known(int status)
{
    constexpr int codes[] = {200, 400, 404, 406, 407, 408, 409, 410, 500};
    return std::find(std::begin(codes), std::end(codes), status) != std::end(codes);
}

} // namespace

void Link::begin(std::string_view doing)
{
    if (streaming_)
        throw std::logic_error("dmq::client: a request was started while a stream is running");
    if (!open())
        throw Error(Error::Kind::lost, to_string(node_) + ": the connection is closed");
    doing_ = doing;
}

Link::Wake Link::step(Clock::time_point deadline, int other_fd)
{
    const bool sending = output_.size() > 0 && send_error_ == 0;
    pollfd polled[] = {{socket_.fd(), static_cast<short>(sending ? POLLIN | POLLOUT : POLLIN), 0},
                       {options_.stop_fd, POLLIN, 0},
                       {options_.hangup_fd, 0, 0},
                       {other_fd, POLLIN, 0}};
    while (true) {
        const int ready = ::poll(polled, std::size(polled), poll_time(deadline));
        if (ready < 0 && errno != EINTR)
            fail_lost(errno);
        if (ready == 0)
            return Wake::deadline;
        if (ready < 0)
            continue;
        if ((polled[1].revents | polled[2].revents) != 0)
            return Wake::stopped;
        bool moved = polled[0].revents != 0 && receive();
        moved |= sending && (polled[0].revents & POLLOUT) != 0 && send();
        if (polled[3].revents != 0)
            return Wake::other;
        if (moved)
            return Wake::moved;
    }
}

bool Link::receive()
{
    const std::ptrdiff_t size = socket_.receive(input_.space(read_size));
    if (size > 0)
        input_.commit(static_cast<std::size_t>(size));
    else if (size == 0 || !would_block(errno))
        fail_lost(size == 0 ? send_error_ : errno);
    return size > 0;
}

bool Link::send()
{
    const std::ptrdiff_t size = socket_.send(output_.data());
    if (size > 0)
        output_.consume(static_cast<std::size_t>(size));
    else if (!would_block(errno))
        send_error_ = errno;
    return size > 0;
}

void Link::fail_lost(int error)
{
    const std::string where = doing_.empty() ? "" : " during " + std::string(doing_);
    const bool closed = error == 0 || error == ECONNRESET || error == EPIPE;
    fail(Error::Kind::lost,
         closed ? "the node closed the connection" + where
                : "connection lost" + where + ": " + std::strerror(error));
}

void Link::fail(Error::Kind kind, const std::string& text)
{
    close();
    throw Error(kind, to_string(node_) + ": " + text);
}

Link::Wake Link::step_in_time(bool due, int other_fd)
{
    const auto limit = due ? Clock::now() + options_.answer_timeout : Clock::time_point::max();
    const Wake wake = step(limit, other_fd);
    if (wake == Wake::stopped)
        fail(Error::Kind::interrupted, "interrupted during " + std::string(doing_));
    if (wake == Wake::deadline)
        fail(Error::Kind::timeout,
             "no answer to " + std::string(doing_) + " within " +
                 std::to_string(options_.answer_timeout.count()) + " ms");
    return wake;
}

void Link::drain()
{
    while (output_.size() > 0)
        step_in_time();
}

Status Link::read_status()
{
    const auto status = read(legacy::IntegerCodec<std::int32_t>());
    if (!known(status))
        fail(Error::Kind::protocol,
             "unknown status " + std::to_string(status) + " in the answer to " +
                 std::string(doing_));
    return static_cast<Status>(status);
}

} // namespace dmq::client
