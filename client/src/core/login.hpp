// SPDX-License-Identifier: BSL-1.0
// The client's side of the neo login (neo-protocol §3): bytes in, bytes out.
#pragma once

#include "buffer.hpp"
#include "core/out_queue.hpp"
#include "plain_writer.hpp"

#include <dmq/client/credentials.hpp>
#include <dmq/plugin/task.hpp>
#include <dmq/protocol/neo_handshake.hpp>

#include <coroutine>
#include <optional>
#include <system_error>

namespace dmq::client {

/// One login. What it refers to must outlive it.
class Login final : IByteReader, PlainWriter {
public:
    Login(Buffer& in, OutQueue& out, const Credentials& credentials, const neo::UnixClock& clock);
    Login(const Login&) = delete;
    Login& operator=(const Login&) = delete;

    /// Takes what has come; nullopt: there is more to come. No error: the node has accepted.
    std::optional<std::error_code> advance();

private:
    Bytes buffered() const noexcept override { return in_.data(); }
    void consume(std::size_t size) noexcept override { in_.consume(size); }
    void park(ReadGoal& goal, std::coroutine_handle<> waiting) override;
    using PlainWriter::park;
    using PlainWriter::write;
    void write(Bytes bytes) override { out_.append(bytes); }
    // of reader and writer: the connection's end is not this class's business
    bool ended() const noexcept override { return false; }

    std::error_code result() const;

    Buffer& in_;
    OutQueue& out_;
    ReadGoal* goal_ = nullptr;
    std::coroutine_handle<> waiting_;
    bool started_ = false;
    Task<bool> task_;
};

} // namespace dmq::client
