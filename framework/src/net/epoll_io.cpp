// SPDX-License-Identifier: BSL-1.0
// Level-triggered: what was not read is told again. Who has input but does not wait leaves the set,
// until it waits again.
#include "epoll_io.hpp"

#include <boost/asio/post.hpp>

#include <cerrno>
#include <system_error>
#include <utility>

namespace dmq {
namespace {

int open_set()
{
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    if (set < 0)
        throw std::system_error(errno, std::generic_category(), "epoll_create1");
    return set;
}

} // namespace

/// Ends by an exception of a listener as well: the others are told in the next turn.
class EpollIo::Turn {
public:
    explicit Turn(EpollIo& io) : io_(io) { io_.looking_ = true; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn()
    {
        io_.looking_ = false;
        io_.ready_count_ = 0;
        if (!io_.work_.empty())
            io_.look_soon();
        else if (io_.waiting_ != 0)
            io_.set_.begin();
    }

private:
    EpollIo& io_;
};

EpollIo::EpollIo(boost::asio::io_context& context)
    : context_(context), set_(context, open_set(), [this] { look(); })
{
}

bool EpollIo::wait(Input& input, int socket)
{
    input.socket = socket;
    if (!input.watched && !add(input))
        return false;
    input.waiting = true;
    ++waiting_;
    if (!looking_)
        set_.begin();
    return true;
}

void EpollIo::forget(Input& input) noexcept
{
    if (input.watched)
        remove(input);
    if (!input.waiting)
        return;
    input.waiting = false;
    if (--waiting_ == 0)
        set_.cancel();
}

bool EpollIo::add(Input& input) noexcept
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.ptr = &input;
    input.watched = ::epoll_ctl(set_.descriptor(), EPOLL_CTL_ADD, input.socket, &event) == 0;
    return input.watched;
}

void EpollIo::remove(Input& input) noexcept
{
    input.watched = false;
    ::epoll_ctl(set_.descriptor(), EPOLL_CTL_DEL, input.socket, nullptr);
    for (std::size_t i = 0; i < ready_count_; ++i) {
        if (ready_[i].data.ptr == &input)
            ready_[i].data.ptr = nullptr;
    }
}

void EpollIo::look()
{
    const Turn turn(*this);
    for (int rounds = 0; rounds < most_rounds; ++rounds) {
        const bool several = look_once() > 1;
        if (!several && work_.empty())
            return;
        work_.run();
    }
}

void EpollIo::look_soon()
{
    boost::asio::post(context_, [this] { look(); });
}

bool EpollIo::run_soon(std::shared_ptr<ILoopWork> work)
{
    if (looking_)
        work_.add(std::move(work));
    return looking_;
}

/// Returns how many sockets had input.
std::size_t EpollIo::look_once()
{
    const int count = ::epoll_wait(set_.descriptor(), ready_.data(),
                                   static_cast<int>(ready_.size()), 0);
    ready_count_ = count < 0 ? 0 : static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < ready_count_; ++i) {
        if (auto* const input = static_cast<Input*>(ready_[i].data.ptr))
            tell(*input);
    }
    return ready_count_;
}

void EpollIo::tell(Input& input)
{
    if (!input.waiting) {
        remove(input);
        return;
    }
    input.waiting = false;
    --waiting_;
    input.listener.input_arrived();
}

} // namespace dmq
