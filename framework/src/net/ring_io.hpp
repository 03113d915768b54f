// SPDX-License-Identifier: BSL-1.0
// Sockets by io_uring.
#pragma once

#include "descriptor_wait.hpp"
#include "epoll_io.hpp"
#include "io_ring.hpp"
#include "receive_buffers.hpp"
#include "turn_work.hpp"

#include <dmq/node/socket_io.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace dmq {

/// Receives into buffers of the ring, and sends what a turn has brought about, all by one system
/// call a round. Bulk is left to epoll: one recv takes more of it than a buffer holds. Confined to
/// the loop, whose thread is the first that waits.
class RingIo final : public ISocketIo {
public:
    /// Throws std::system_error if the system has no io_uring, or not for this process.
    explicit RingIo(boost::asio::io_context& context);
    RingIo(const RingIo&) = delete;
    RingIo& operator=(const RingIo&) = delete;

    bool wait(Input& input, int socket) override;
    void forget(Input& input) noexcept override;
    bool send_soon(Output& output) noexcept override;
    void forget(Output& output) noexcept override;
    bool run_soon(std::shared_ptr<ILoopWork> work) override;
    const char* name() const noexcept override { return "io_uring"; }

private:
    class Turn;

    /// What is under way for an input; stays until the kernel has answered.
    struct Receiving {
        Input* input = nullptr; // null: forgotten
    };
    using Completion = IoRing::Completion;

    bool start(Input& input) noexcept;
    void cancel(Receiving& receiving) noexcept;
    Receiving* get_receiving();
    void turn();
    bool round();
    void prepare_outputs() noexcept;
    void prepare(Output& output) noexcept;
    void submit();
    void tell_outputs();
    void tell_inputs();
    void tell(const Completion& completion);
    void end_turn() noexcept;
    void turn_soon() noexcept;
    bool has_work() const noexcept;

    boost::asio::io_context& context_;
    EpollIo bulk_;
    ReceiveBuffers buffers_;
    IoRing ring_;
    DescriptorWait event_; // the kernel has something to say
    std::deque<Receiving> receivings_;
    std::vector<Receiving*> free_receivings_;
    std::vector<Output*> outputs_; // queued
    std::vector<Completion> completions_; // of one call
    std::vector<Completion> sent_; // not told yet
    std::vector<Completion> received_; // not told yet, from next_received_ on
    std::size_t next_received_ = 0;
    TurnWork work_;
    std::size_t under_way_ = 0; // outputs
    std::size_t waiting_ = 0; // inputs
    bool in_turn_ = false;
    bool posted_ = false; // a turn
};

} // namespace dmq
