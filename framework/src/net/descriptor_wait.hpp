// SPDX-License-Identifier: BSL-1.0
// The wait for a descriptor that others are behind.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <utility>

namespace dmq {

/// Confined to the loop.
class DescriptorWait {
public:
    /// Owns the descriptor.
    DescriptorWait(boost::asio::io_context& context, int descriptor, std::function<void()> ready)
        : descriptor_(context, descriptor), ready_(std::move(ready))
    {
    }

    int descriptor() { return descriptor_.native_handle(); }
    /// Calls `ready` once, when the descriptor can be read.
    void begin()
    {
        wanted_ = true;
        if (!std::exchange(waiting_, true))
            descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                   [this](const auto& error) { ended(!error); });
    }
    /// The loop may run out of work.
    void cancel() noexcept
    {
        boost::system::error_code ignored;
        if (std::exchange(wanted_, false) && waiting_)
            descriptor_.cancel(ignored);
    }

private:
    void ended(bool readable)
    {
        waiting_ = false;
        if (!wanted_)
            return;
        if (!readable)
            return begin(); // asked for after it was cancelled
        wanted_ = false;
        ready_();
    }

    boost::asio::posix::stream_descriptor descriptor_;
    std::function<void()> ready_;
    bool wanted_ = false;
    bool waiting_ = false; // Asio waits
};

} // namespace dmq
