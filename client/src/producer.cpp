// SPDX-License-Identifier: BSL-1.0
#include "link.hpp"
#include "wire.hpp"

#include <dmq/client/producer.hpp>

namespace dmq::client {
namespace {

constexpr std::size_t send_size = 128 * 1024;

} // namespace

Producer::Producer(Link& link) noexcept : link_(link) { link_.set_streaming(true); }

Producer::~Producer()
{
    if (ended_)
        return;
    link_.set_streaming(false);
    link_.close();
}

bool Producer::push(std::string_view record)
{
    if (record.empty() || record.size() > legacy::max_array)
        throw std::invalid_argument("dmq::client: a record of a stream has 1 to 10485760 bytes");
    append_array(link_.output(), record);
    ++pushed_;
    while (link_.output().size() >= send_size) {
        link_.step_in_time();
        check_silence();
    }
    return true;
}

void Producer::flush()
{
    link_.drain();
    check_silence();
}

void Producer::wait_readable(int fd)
{
    while (link_.step_in_time(link_.output().size() > 0, fd) != Link::Wake::other)
        check_silence();
}

void Producer::end()
{
    append_array(link_.output(), Bytes());
    flush();
    ended_ = true;
    link_.set_streaming(false);
}

void Producer::check_silence()
{
    if (link_.input().size() > 0)
        link_.fail(Error::Kind::protocol, "the node sent an answer in the middle of a stream");
}

} // namespace dmq::client
