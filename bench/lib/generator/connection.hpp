// SPDX-License-Identifier: BSL-1.0
// A connection under load.
#pragma once

#include "protocol.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace dmq::bench {

/// Sends and receives without blocking; watched by an epoll instance.
class Connection {
public:
    /// Connects and does what the protocol does first. Throws std::runtime_error.
    /// `subscriber` is the number of the one that a consumer belongs to.
    Connection(const std::string& address, std::unique_ptr<IProtocol> protocol, Role role,
               std::size_t subscriber);

    /// From now on events carry `this`.
    void watch(int epoll);
    Role role() const noexcept { return role_; }
    std::size_t subscriber() const noexcept { return subscriber_; }
    /// Bytes that the server has not taken yet.
    std::size_t unsent() const noexcept { return out_.size(); }
    std::uint64_t outstanding() const noexcept { return outstanding_; }

    void request(std::uint64_t index, Bytes record)
    {
        protocol_->request(index, record, out_);
        outstanding_ += role_ == Role::produce ? 0 : 1;
    }
    /// A time stamp of the caller's.
    void asked(std::uint64_t when) noexcept { asked_at_ = when; }
    std::uint64_t asked_at() const noexcept { return asked_at_; }
    /// Throws std::runtime_error if nothing was asked.
    void answered();
    /// Sends what the server takes; the rest goes on EPOLLOUT.
    void send();
    /// Receives once, and tells what it was.
    void receive(IArrivals& arrivals);

private:
    void want_output(bool wanted);
    void make_room();

    Stream stream_;
    std::unique_ptr<IProtocol> protocol_;
    Role role_;
    std::size_t subscriber_;
    int epoll_ = -1;
    bool wants_output_ = false;
    std::uint64_t outstanding_ = 0;
    std::uint64_t asked_at_ = 0;
    Output out_;
    std::vector<std::byte> in_;
    std::size_t in_begin_ = 0;
    std::size_t in_end_ = 0;
};

} // namespace dmq::bench
