// SPDX-License-Identifier: BSL-1.0
// The sending direction of a connection.
#pragma once

#include <dmq/node/event_loop.hpp>
#include <dmq/node/socket.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/stream.hpp>

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace dmq {

/// Gathers output and sends it by one sendmsg per burst. Leased records go out from where they lie.
/// Confined to the loop.
class DMQ_EXPORT StreamWriter final : public IByteWriter, private IOutputSource {
public:
    /// All references must outlive the writer.
    StreamWriter(EventLoop& loop, Socket& socket, IStreamOwner& owner, TrafficCounters& traffic);
    StreamWriter(const StreamWriter&) = delete;
    StreamWriter& operator=(const StreamWriter&) = delete;
    ~StreamWriter() override;

    void write(Bytes bytes) override
    {
        if (!ended_)
            gather(bytes);
    }
    void write(Lease records) override { write_lease(records); }
    /// Takes over the lease.
    void write_lease(Lease& records);
    std::size_t pending() const noexcept override { return written_ - sent_; }
    bool park(std::coroutine_handle<> waiting) override;
    bool ended() const noexcept override { return ended_; }

    /// Nobody waits for the socket any more. Returns whether somebody did.
    bool forget() noexcept { return std::exchange(waiting_, nullptr) != nullptr; }
    /// Sends the records without reporting them as done, and keeps them until they are sent.
    void write(std::shared_ptr<const Lease> records);
    /// Sends what the socket takes now, the rest when it can.
    void send();
    /// As send(), but perhaps only when this turn of the loop ends, together with others.
    void send_soon();
    /// IStreamOwner::output_taken will be called as soon as the socket takes something.
    void call_when_writable();
    /// Nothing more can be sent: unsent records go back to their queues; who waits is resumed.
    void end();
    /// Whether an operation is under way on the socket.
    bool busy() const noexcept { return waiting_for_socket_; }
    /// Bytes of memory held, leased memory aside: in proportion to what is pending.
    std::size_t held_memory() const noexcept;
    /// For the next connection. Not while busy.
    void reset() noexcept;

private:
    /// A piece of output: in gathered_ (by offset, as that moves), or in leased memory.
    struct Piece {
        const std::byte* leased;
        std::size_t offset;
        std::size_t size;
    };
    /// A lease whose bytes are [begin, end) of the output.
    struct LeaseMark {
        LeaseMark(std::uint64_t from, std::uint64_t to, Lease&& done_when_sent,
                  std::shared_ptr<const Lease> only_kept = nullptr) noexcept
            : begin(from), end(to), lease(std::move(done_when_sent)), kept(std::move(only_kept))
        {
        }

        std::uint64_t begin;
        std::uint64_t end;
        Lease lease;
        std::shared_ptr<const Lease> kept;
    };

    void gather(Bytes bytes);
    void make_room(std::size_t size);
    void gather_records(const Lease& records);
    bool send_some();
    bool settle(ssize_t result, int error);
    bool ready_in_one_piece() const noexcept; // for ISocketIo to send it
    Bytes bytes_of(const Piece& piece) const noexcept;
    Chunk output() noexcept override;
    void output_sent(int result) override;
    void sent(std::size_t size) noexcept;
    void report_sent_leases() noexcept;
    void wait_for_socket();
    void wake();
    void forget_sent() noexcept;
    void drop_output() noexcept;

    EventLoop& loop_;
    Socket& socket_;
    IStreamOwner& owner_;
    TrafficCounters& traffic_;
    ISocketIo::Output queued_{*this};
    std::vector<std::byte> gathered_; // up to gathered_end_
    std::size_t gathered_end_ = 0;
    std::vector<Piece> pieces_;
    std::size_t first_piece_ = 0;
    std::vector<LeaseMark> leases_;
    std::size_t first_lease_ = 0;
    std::uint64_t written_ = 0;
    std::uint64_t sent_ = 0;
    std::size_t to_forget_ = 0; // bytes sent since forget_sent()
    std::coroutine_handle<> waiting_;
    bool waiting_for_socket_ = false;
    bool ended_ = false;
};

} // namespace dmq
