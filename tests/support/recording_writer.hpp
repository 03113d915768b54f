// SPDX-License-Identifier: BSL-1.0
// An IByteWriter that keeps what is sent, and can be a peer that is slow or leaves.
#pragma once

#include <dmq/plugin/stream.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <limits>
#include <string>
#include <utility>

namespace dmq::support {

class RecordingWriter final : public IByteWriter {
public:
    void write(Bytes bytes) override
    {
        if (!ended_)
            pending_.append(text_of(bytes));
    }
    void write(Lease records) override
    {
        if (ended_)
            return;
        leases_.push_back({sent_.size() + pending_.size(), std::move(records)});
        for (const Bytes span : leases_.back().lease.spans())
            pending_.append(text_of(span));
    }
    std::size_t pending() const noexcept override { return pending_.size(); }
    bool park(std::coroutine_handle<> waiting) override
    {
        EXPECT_FALSE(waiting_) << "one waiter at a time";
        if (!slow_)
            send();
        if (pending_.empty())
            return false;
        waiting_ = waiting;
        return true;
    }
    bool ended() const noexcept override { return ended_; }

    /// Each flush with something to send suspends the request until step().
    void be_slow() noexcept { slow_ = true; }
    /// The peer takes so many bytes of all and leaves at the next one.
    void leave_after(std::size_t bytes) noexcept { limit_ = bytes; }
    /// The peer leaves now. Resumes the request if it waits here.
    void close()
    {
        end();
        resume();
    }
    /// The connection is destroyed: what is not sent goes back, nothing is resumed.
    void abandon()
    {
        waiting_ = nullptr;
        end();
    }
    bool waiting() const noexcept { return static_cast<bool>(waiting_); }
    /// Sends what a waiting request has written and resumes it. False if none waits.
    bool step()
    {
        if (!waiting_)
            return false;
        send();
        resume();
        return true;
    }
    /// What the node does when the request waits for something else, or has ended.
    void send()
    {
        const std::size_t size = std::min(pending_.size(), limit_ - sent_.size());
        const bool broken = size < pending_.size();
        sent_.append(pending_, 0, size);
        pending_.erase(0, size);
        settle_leases();
        if (broken)
            end();
    }
    /// What the peer has received.
    const std::string& sent() const noexcept { return sent_; }
    /// sent(), and what is still to be sent.
    std::string written() const { return sent_ + pending_; }

private:
    struct Pending {
        std::size_t start;
        Lease lease;
    };

    void settle_leases()
    {
        while (!leases_.empty() && leases_.front().start < sent_.size()) {
            auto& [start, lease] = leases_.front();
            if (start + lease.size() > sent_.size())
                return lease.done_through(sent_.size() - start);
            lease.done();
            leases_.pop_front();
        }
    }
    void end()
    {
        ended_ = true;
        pending_.clear();
        while (!leases_.empty()) // the newest goes back first, so that the order is kept
            leases_.pop_back();
    }
    void resume()
    {
        if (waiting_)
            std::exchange(waiting_, nullptr).resume();
    }

    std::string sent_;
    std::string pending_;
    std::deque<Pending> leases_;
    std::size_t limit_ = std::numeric_limits<std::size_t>::max();
    bool slow_ = false;
    bool ended_ = false;
    std::coroutine_handle<> waiting_;
};

/// What `write`, called with an IByteWriter, writes.
template <class Write> std::string bytes_from(Write write)
{
    RecordingWriter out;
    write(out);
    return out.written();
}

} // namespace dmq::support
