// SPDX-License-Identifier: BSL-1.0
// The sending direction of a connection as one request sees it.
#pragma once

#include <dmq/node/stream_writer.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/stream.hpp>

#include <coroutine>
#include <cstddef>
#include <utility>

namespace dmq {

/// Passes on to the connection's writer while its request runs, and refuses afterwards: what a
/// handler has left behind writes into nobody else's answer. Confined to the loop.
class DMQ_EXPORT RequestWriter final : public IByteWriter {
public:
    /// The request begins. `to` must outlive it.
    void open(StreamWriter& to) noexcept { to_ = &to; }
    /// The request has ended.
    void close() noexcept { to_ = nullptr; }

    // IByteWriter; write() and park() throw std::logic_error when closed
    void write(Bytes bytes) override { stream().write(bytes); }
    void write(Lease records) override { stream().write(std::move(records)); }
    std::size_t pending() const noexcept override { return to_ ? to_->pending() : 0; }
    bool park(std::coroutine_handle<> waiting) override { return stream().park(waiting); }
    bool ended() const noexcept override { return !to_ || to_->ended(); }

private:
    StreamWriter& stream() const
    {
        if (!to_)
            refuse();
        return *to_;
    }
    [[noreturn]] static void refuse();

    StreamWriter* to_ = nullptr; // null: no request
};

} // namespace dmq
