// SPDX-License-Identifier: BSL-1.0
#include "link.hpp"
#include "wire.hpp"

#include <dmq/client/pusher.hpp>

namespace dmq::client {
namespace {

constexpr std::size_t send_size = 128 * 1024;

std::string head_of(std::string_view channel)
{
    Buffer head;
    append_command(head, legacy::Command::push);
    append_array(head, channel);
    return std::string(text_of(head.data()));
}

} // namespace

Pusher::Pusher(Link& link, std::string_view channel, std::uint64_t window)
    : link_(link), head_(head_of(channel)), window_(window)
{
    link_.begin("Push");
    link_.set_streaming(true);
}

Pusher::~Pusher()
{
    link_.set_streaming(false);
    if (answered_ < pushed_)
        link_.close();
}

bool Pusher::push(std::string_view record)
{
    Buffer& out = link_.output();
    out.append(bytes_of(head_));
    append_array(out, record);
    ++pushed_;
    while (out.size() >= send_size || pushed_ - answered_ >= window_)
        step();
    return !refusal_;
}

void Pusher::step()
{
    link_.step_in_time();
    take_answers();
}

void Pusher::wait_readable(int fd)
{
    while (true) {
        const bool due = answered_ < pushed_;
        const Link::Wake wake = link_.step_in_time(due, fd);
        take_answers();
        if (wake == Link::Wake::other)
            return;
    }
}

void Pusher::finish()
{
    while (answered_ < pushed_)
        step();
}

void Pusher::take_answers()
{
    while (link_.input().size() >= sizeof(Status)) {
        if (answered_ == pushed_)
            link_.fail(Error::Kind::protocol, "the node sent an answer without a request");
        const Status status = link_.read_status();
        if (status == Status::ok)
            ++acknowledged_;
        else if (!refusal_)
            refusal_ = Refusal{answered_, status};
        ++answered_;
    }
}

} // namespace dmq::client
