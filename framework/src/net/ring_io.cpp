// SPDX-License-Identifier: BSL-1.0
// The kernel works on a ring of this kind only in the calls of its thread: each call takes what was
// prepared and brings what has ended meanwhile. Output goes out within such a call or not at all
// (MSG_DONTWAIT), so nothing refers to memory of a connection between calls; input is received into
// memory of the ring.
#include "ring_io.hpp"

#include <dmq/node/deferred_work.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace dmq {
namespace {

constexpr std::uint16_t buffer_count = 64;

/// What a completion is of: the low bits of its tag, above which is a pointer.
enum class Kind : std::uint8_t { nothing, receive, send };
constexpr std::uint64_t kind_mask = 3;

std::uint64_t tag(const void* object, Kind kind) noexcept
{
    return reinterpret_cast<std::uintptr_t>(object) | static_cast<std::uint64_t>(kind);
}

Kind kind_of(std::uint64_t tag) noexcept { return static_cast<Kind>(tag & kind_mask); }

template <class T> T* object_of(std::uint64_t tag) noexcept
{
    return reinterpret_cast<T*>(tag & ~kind_mask);
}

} // namespace

/// Ends by an exception of a listener as well: the others are told in the next turn.
class RingIo::Turn {
public:
    explicit Turn(RingIo& io) : io_(io) { io_.in_turn_ = true; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn()
    {
        io_.in_turn_ = false;
        io_.end_turn();
    }

private:
    RingIo& io_;
};

RingIo::RingIo(boost::asio::io_context& context)
    : context_(context),
      bulk_(context),
      buffers_(buffer_count, bulk),
      event_(context, ring_.make_event(), [this] { turn(); })
{
    buffers_.lend_to(ring_.native());
}

bool RingIo::wait(Input& input, int socket)
{
    if (input.expects_bulk || input.local)
        return bulk_.wait(input, socket);
    if (input.watched)
        bulk_.forget(input);
    input.socket = socket;
    if (!start(input))
        return false;
    input.waiting = true;
    ++waiting_;
    turn_soon();
    return true;
}

void RingIo::forget(Input& input) noexcept
{
    if (!input.receiving)
        return bulk_.forget(input);
    input.waiting = false;
    cancel(*static_cast<Receiving*>(std::exchange(input.receiving, nullptr)));
    if (--waiting_ == 0)
        event_.cancel();
}

bool RingIo::send_soon(Output& output) noexcept
{
    if (!in_turn_)
        return false;
    if (output.state == Output::State::idle) {
        outputs_.push_back(&output);
        output.state = Output::State::queued;
    }
    return true;
}

bool RingIo::run_soon(std::shared_ptr<ILoopWork> work)
{
    if (!in_turn_)
        return bulk_.run_soon(std::move(work));
    work_.add(std::move(work));
    return true;
}

void RingIo::forget(Output& output) noexcept
{
    if (output.state == Output::State::queued)
        std::erase(outputs_, &output);
    for (Completion& completion : sent_) {
        if (object_of<Output>(completion.tag) == &output)
            completion.tag = 0;
    }
    output.state = Output::State::idle;
}

bool RingIo::start(Input& input) noexcept
{
    io_uring_sqe* const entry = ring_.next_entry();
    if (!entry)
        return false;
    Receiving* const receiving = get_receiving();
    receiving->input = &input;
    input.receiving = receiving;
    io_uring_prep_recv(entry, input.socket, nullptr, buffers_.size(), 0);
    entry->ioprio |= IORING_RECVSEND_POLL_FIRST; // there is rarely more already
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = ReceiveBuffers::group;
    entry->user_data = tag(receiving, Kind::receive);
    return true;
}

/// What the kernel has not seen yet would take the number of a closed socket for that of the next
/// one, which may get the same.
void RingIo::cancel(Receiving& receiving) noexcept
{
    receiving.input = nullptr;
    const std::uint64_t receive = tag(&receiving, Kind::receive);
    if (ring_.withdraw(receive)) {
        free_receivings_.push_back(&receiving);
    } else if (io_uring_sqe* const entry = ring_.next_entry()) {
        io_uring_prep_cancel64(entry, receive, 0);
        entry->user_data = 0;
        turn_soon();
    }
}

RingIo::Receiving* RingIo::get_receiving()
{
    if (free_receivings_.empty())
        return &receivings_.emplace_back();
    Receiving* const receiving = free_receivings_.back();
    free_receivings_.pop_back();
    return receiving;
}

void RingIo::turn()
{
    const Turn turn(*this);
    tell_outputs(); // an exception may have left some
    tell_inputs();
    for (int rounds = 1; round() && rounds < most_rounds; ++rounds) { }
}

/// Returns whether there is something to be submitted.
bool RingIo::round()
{
    prepare_outputs();
    do {
        submit();
    } while (under_way_ > 0);
    tell_outputs();
    tell_inputs();
    work_.run();
    return !outputs_.empty() || !work_.empty() || ring_.has_entries();
}

void RingIo::prepare_outputs() noexcept
{
    if (outputs_.empty())
        return;
    DeferredWork::settle();
    for (Output* output : outputs_)
        prepare(*output);
    outputs_.clear();
}

void RingIo::prepare(Output& output) noexcept
{
    output.state = Output::State::idle;
    const auto [socket, bytes] = output.source.output();
    io_uring_sqe* const entry = bytes.empty() ? nullptr : ring_.next_entry();
    if (!entry) {
        sent_.push_back({tag(&output, Kind::send), 0, 0});
        return;
    }
    io_uring_prep_send(entry, socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    entry->user_data = tag(&output, Kind::send);
    output.state = Output::State::under_way;
    ++under_way_;
}

void RingIo::submit()
{
    ring_.submit(completions_);
    for (const Completion& completion : completions_) {
        if (kind_of(completion.tag) == Kind::send) {
            sent_.push_back(completion);
            --under_way_;
        } else {
            received_.push_back(completion);
        }
    }
    completions_.clear();
}

/// Before inputs are told of, whose listeners may have more to send.
void RingIo::tell_outputs()
{
    for (std::size_t i = 0; i < sent_.size(); ++i) {
        auto* const output = object_of<Output>(std::exchange(sent_[i].tag, 0));
        if (!output)
            continue;
        output->state = Output::State::idle;
        output->source.output_sent(sent_[i].result);
    }
    sent_.clear();
}

void RingIo::tell_inputs()
{
    while (next_received_ < received_.size())
        tell(received_[next_received_++]);
    received_.clear();
    next_received_ = 0;
}

void RingIo::tell(const Completion& completion)
{
    const Received received(buffers_, completion);
    auto* const receiving = object_of<Receiving>(completion.tag);
    Input* const input = std::exchange(receiving->input, nullptr);
    free_receivings_.push_back(receiving);
    if (!input)
        return;
    input->receiving = nullptr;
    const int result = completion.result;
    if ((is_passing(result) || result == -ENOBUFS) && start(*input))
        return;
    input->waiting = false;
    --waiting_;
    input->expects_bulk = result == static_cast<int>(buffers_.size());
    input->listener.input_received(received.bytes());
}

/// An event that comes after the read is waited for; what came before shows in the ring.
void RingIo::end_turn() noexcept
{
    if (!has_work()) {
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto size = ::read(event_.descriptor(), &ignored, sizeof ignored);
    }
    if (has_work())
        turn_soon();
    else if (waiting_ > 0)
        event_.begin();
}

void RingIo::turn_soon() noexcept
{
    if (in_turn_ || std::exchange(posted_, true))
        return;
    boost::asio::post(context_, [this] {
        posted_ = false;
        turn();
    });
}

bool RingIo::has_work() const noexcept
{
    return !outputs_.empty() || !work_.empty() || !sent_.empty() || !received_.empty() ||
        ring_.has_work();
}

} // namespace dmq
