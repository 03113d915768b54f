// SPDX-License-Identifier: BSL-1.0
#include "faults.hpp"

#include <dmq/node/deferred_work.hpp>
#include <dmq/node/stream_writer.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace dmq {
namespace {

constexpr std::size_t max_iov = 64;
constexpr std::size_t copy_limit = 1024; // smaller leases are cheaper to copy than to gather
constexpr std::size_t max_kept = 256 * 1024; // memory kept for the next burst

/// Most pieces are a few bytes: a call would take longer than the copy.
void copy(std::byte* to, const std::byte* from, std::size_t size) noexcept
{
    if (size == sizeof(std::uint32_t))
        std::memcpy(to, from, sizeof(std::uint32_t));
    else
        std::memcpy(to, from, size);
}

iovec to_iovec(Bytes bytes) noexcept
{
    return {const_cast<std::byte*>(bytes.data()), bytes.size()};
}

} // namespace

StreamWriter::StreamWriter(EventLoop& loop, Socket& socket, IStreamOwner& owner,
                           TrafficCounters& traffic)
    : loop_(loop), socket_(socket), owner_(owner), traffic_(traffic)
{
}

StreamWriter::~StreamWriter() { loop_.socket_io().forget(queued_); }

void StreamWriter::write_lease(Lease& records)
{
    if (ended_ || records.empty())
        return;
    const std::uint64_t begin = written_;
    gather_records(records);
    leases_.emplace_back(begin, written_, std::move(records));
}

void StreamWriter::write(std::shared_ptr<const Lease> records)
{
    if (ended_)
        return;
    const std::uint64_t begin = written_;
    gather_records(*records);
    leases_.emplace_back(begin, written_, Lease(), std::move(records));
}

bool StreamWriter::park(std::coroutine_handle<> waiting)
{
    send();
    if (pending() == 0)
        return false;
    expect_no_other_waiter(waiting_ != nullptr);
    waiting_ = waiting;
    return true;
}

void StreamWriter::send()
{
    if (pending() > 0)
        DeferredWork::settle();
    while (pending() > 0 && !waiting_for_socket_) {
        if (!send_some())
            return;
    }
}

void StreamWriter::send_soon()
{
    if (!ready_in_one_piece() || !loop_.socket_io().send_soon(queued_))
        send();
}

StreamWriter::Chunk StreamWriter::output() noexcept
{
    if (!ready_in_one_piece())
        return {};
    return {socket_.native_handle(), bytes_of(pieces_[first_piece_])};
}

bool StreamWriter::ready_in_one_piece() const noexcept
{
    return pieces_.size() - first_piece_ == 1 && !waiting_for_socket_;
}

Bytes StreamWriter::bytes_of(const Piece& piece) const noexcept
{
    const std::byte* const base = piece.leased ? piece.leased : gathered_.data();
    return {base + piece.offset, piece.size};
}

void StreamWriter::output_sent(int result)
{
    if (settle(result, -result))
        send();
}

void StreamWriter::call_when_writable()
{
    if (!waiting_for_socket_ && !ended_)
        wait_for_socket();
}

void StreamWriter::end()
{
    ended_ = true;
    drop_output();
    if (waiting_)
        wake();
}

std::size_t StreamWriter::held_memory() const noexcept
{
    return gathered_.capacity() + pieces_.capacity() * sizeof(Piece) +
        leases_.capacity() * sizeof(LeaseMark);
}

void StreamWriter::reset() noexcept
{
    drop_output();
    loop_.socket_io().forget(queued_);
    waiting_ = nullptr;
    ended_ = false;
}

void StreamWriter::gather(Bytes bytes)
{
    if (bytes.empty())
        return;
    make_room(bytes.size());
    if (!pieces_.empty() && !pieces_.back().leased) // what was sent as a whole is gone
        pieces_.back().size += bytes.size();
    else
        pieces_.push_back({nullptr, gathered_end_, bytes.size()});
    copy(gathered_.data() + gathered_end_, bytes.data(), bytes.size());
    gathered_end_ += bytes.size();
    written_ += bytes.size();
}

void StreamWriter::make_room(std::size_t size)
{
    if (size > gathered_.size() - gathered_end_)
        gathered_.resize(std::max(2 * gathered_.size(), gathered_end_ + size));
}

void StreamWriter::gather_records(const Lease& records)
{
    const bool copied = records.size() <= copy_limit;
    for (const Bytes span : records.spans()) {
        if (copied) {
            gather(span);
        } else if (!span.empty()) {
            pieces_.push_back({span.data(), 0, span.size()});
            written_ += span.size();
        }
    }
}

/// False: the socket takes no more for now, or never again.
bool StreamWriter::send_some()
{
    std::array<iovec, max_iov> iov;
    const std::size_t count = std::min(max_iov, pieces_.size() - first_piece_);
    for (std::size_t i = 0; i < count; ++i)
        iov[i] = to_iovec(bytes_of(pieces_[first_piece_ + i]));
    msghdr message{};
    message.msg_iov = iov.data();
    message.msg_iovlen = count;
    const ssize_t size = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    return settle(size, errno);
}

bool StreamWriter::settle(ssize_t result, int error)
{
    if (result >= 0) {
        sent(static_cast<std::size_t>(result));
        return true;
    }
    if (error == EINTR)
        return true;
    if (error == EAGAIN)
        wait_for_socket();
    else
        end();
    return false;
}

void StreamWriter::sent(std::size_t size) noexcept
{
    traffic_.sent.fetch_add(size, std::memory_order_relaxed);
    sent_ += size;
    to_forget_ += size;
    report_sent_leases();
    while (size > 0) {
        Piece& piece = pieces_[first_piece_];
        const std::size_t part = std::min(size, piece.size);
        piece.offset += part;
        piece.size -= part;
        size -= part;
        if (piece.size == 0)
            ++first_piece_;
    }
    if (pending() == 0)
        drop_output();
    else if (to_forget_ > std::max(max_kept, pending()))
        forget_sent();
}

void StreamWriter::report_sent_leases() noexcept
{
    DoneLeases done;
    for (; first_lease_ < leases_.size() && leases_[first_lease_].end <= sent_; ++first_lease_) {
        done.add(leases_[first_lease_].lease);
        leases_[first_lease_].kept.reset();
    }
}

void StreamWriter::wait_for_socket()
{
    waiting_for_socket_ = true;
    socket_.async_wait(Socket::wait_write, [this](const boost::system::error_code&) {
        waiting_for_socket_ = false;
        if (!socket_.is_open()) {
            owner_.operation_ended();
            return;
        }
        send();
        owner_.output_taken();
        if (pending() == 0 && waiting_)
            wake();
    });
}

void StreamWriter::wake() { owner_.resume(std::exchange(waiting_, nullptr)); }

/// Without this, memory would grow for as long as a peer never catches up.
void StreamWriter::forget_sent() noexcept
{
    using Offset = std::ptrdiff_t;
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<Offset>(first_piece_));
    leases_.erase(leases_.begin(), leases_.begin() + static_cast<Offset>(first_lease_));
    const auto first = std::ranges::find(pieces_, nullptr,
                                         [](const Piece& piece) { return piece.leased; });
    const std::size_t unused = first == pieces_.end() ? gathered_end_ : first->offset;
    std::copy(gathered_.begin() + static_cast<Offset>(unused),
              gathered_.begin() + static_cast<Offset>(gathered_end_), gathered_.begin());
    gathered_end_ -= unused;
    for (Piece& piece : pieces_)
        piece.offset -= piece.leased ? 0 : unused;
    first_piece_ = first_lease_ = to_forget_ = 0;
}

/// Leases that were sent in part: the records that went out whole are done.
void StreamWriter::drop_output() noexcept
{
    for (; first_lease_ < leases_.size(); ++first_lease_) {
        LeaseMark& mark = leases_[first_lease_];
        if (mark.begin < sent_)
            mark.lease.done_through(sent_ - mark.begin);
    }
    leases_.clear();
    pieces_.clear();
    gathered_end_ = 0;
    if (gathered_.size() > max_kept)
        std::vector<std::byte>().swap(gathered_);
    first_lease_ = first_piece_ = 0;
    written_ = sent_ = 0;
    to_forget_ = 0;
}

} // namespace dmq
