// SPDX-License-Identifier: BSL-1.0
// Level-triggered: what was not read is told again. Who has input but does not wait leaves the set,
// until it waits again.
#include <dmq/node/input_watch.hpp>

#include <cerrno>
#include <system_error>

namespace dmq {
namespace {

/// With several sockets busy the next ones have input by now; what else the loop has to do must not
/// wait long.
constexpr int most_rounds = 8;

int open_set()
{
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    if (set < 0)
        throw std::system_error(errno, std::generic_category(), "epoll_create1");
    return set;
}

} // namespace

/// Ends by an exception of a listener as well: the others are told in the next turn.
class InputWatch::Turn {
public:
    explicit Turn(InputWatch& watch) : watch_(watch) { watch_.looking_ = true; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn()
    {
        watch_.looking_ = false;
        watch_.ready_count_ = 0;
        if (watch_.waiting_ != 0)
            watch_.listen();
    }

private:
    InputWatch& watch_;
};

InputWatch::InputWatch(boost::asio::io_context& context) : set_(context, open_set()) { }

bool InputWatch::wait(Entry& entry, int socket)
{
    entry.socket = socket;
    if (!entry.watched && !add(entry))
        return false;
    entry.waiting = true;
    ++waiting_;
    if (!listening_ && !looking_)
        listen();
    return true;
}

void InputWatch::forget(Entry& entry) noexcept
{
    if (entry.watched)
        remove(entry);
    if (!entry.waiting)
        return;
    entry.waiting = false;
    if (--waiting_ == 0 && listening_) { // the loop may run out of work
        boost::system::error_code ignored;
        set_.cancel(ignored);
    }
}

bool InputWatch::add(Entry& entry) noexcept
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.ptr = &entry;
    entry.watched = ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, entry.socket, &event) == 0;
    return entry.watched;
}

void InputWatch::remove(Entry& entry) noexcept
{
    entry.watched = false;
    ::epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, entry.socket, nullptr);
    for (std::size_t i = 0; i < ready_count_; ++i) {
        if (ready_[i].data.ptr == &entry)
            ready_[i].data.ptr = nullptr;
    }
}

void InputWatch::listen()
{
    listening_ = true;
    set_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [this](const boost::system::error_code& error) {
                        listening_ = false;
                        if (!error)
                            look();
                        else if (waiting_ != 0)
                            listen();
                    });
}

void InputWatch::look()
{
    const Turn turn(*this);
    int rounds = 0;
    while (look_once() > 1 && ++rounds < most_rounds) { }
}

/// Returns how many sockets had input.
std::size_t InputWatch::look_once()
{
    const int count = ::epoll_wait(set_.native_handle(), ready_.data(),
                                   static_cast<int>(ready_.size()), 0);
    ready_count_ = count < 0 ? 0 : static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < ready_count_; ++i) {
        if (auto* const entry = static_cast<Entry*>(ready_[i].data.ptr))
            tell(*entry);
    }
    return ready_count_;
}

void InputWatch::tell(Entry& entry)
{
    if (!entry.waiting) {
        remove(entry);
        return;
    }
    entry.waiting = false;
    --waiting_;
    entry.listener.input_arrived();
}

} // namespace dmq
