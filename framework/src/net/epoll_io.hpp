// SPDX-License-Identifier: BSL-1.0
// Sockets by an epoll set of the loop's own.
#pragma once

#include "descriptor_wait.hpp"
#include "turn_work.hpp"

#include <dmq/node/socket_io.hpp>

#include <boost/asio/io_context.hpp>

#include <array>
#include <cstddef>
#include <sys/epoll.h>

namespace dmq {

/// A socket stays in the set from its first wait until it is closed: a wait costs no system call,
/// where that of Asio costs one each time. Output is sent by its source. Confined to the loop.
class EpollIo final : public ISocketIo {
public:
    /// Throws std::system_error.
    explicit EpollIo(boost::asio::io_context& context);

    bool wait(Input& input, int socket) override;
    void forget(Input& input) noexcept override;
    bool send_soon(Output&) noexcept override { return false; }
    void forget(Output&) noexcept override { }
    bool run_soon(std::shared_ptr<ILoopWork> work) override;
    const char* name() const noexcept override { return "epoll"; }

private:
    class Turn;

    bool add(Input& input) noexcept;
    void remove(Input& input) noexcept;
    void look();
    void look_soon();
    std::size_t look_once();
    void tell(Input& input);

    boost::asio::io_context& context_;
    DescriptorWait set_; // an epoll set
    std::array<epoll_event, 128> ready_{}; // those of a round
    std::size_t ready_count_ = 0;
    TurnWork work_;
    std::size_t waiting_ = 0; // inputs
    bool looking_ = false; // a turn of rounds is under way
};

} // namespace dmq
