// SPDX-License-Identifier: BSL-1.0
// An IByteReader that hands out given bytes in given pieces.
#pragma once

#include <dmq/plugin/stream.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dmq::support {

/// How the bytes of a ScriptedReader arrive.
struct Arrival {
    std::vector<std::size_t> cuts; // ascending offsets at which a piece ends; 0: an empty first one
    bool ends = false; // the peer closes behind the last byte

    static Arrival whole() { return {}; }
    static Arrival cut_at(std::size_t offset) { return {{offset}}; }
    /// The first piece is empty, each of the others is one byte.
    static Arrival byte_by_byte(std::size_t size)
    {
        Arrival arrival;
        for (std::size_t offset = 0; offset < size; ++offset)
            arrival.cuts.push_back(offset);
        return arrival;
    }
    Arrival then_close() &&
    {
        ends = true;
        return std::move(*this);
    }
};

/// The first piece is buffered from the start, each of the others arrives in a step(). Views die at
/// a wait: the buffer moves then, and the bytes of the old one are overwritten.
class ScriptedReader final : public IByteReader {
public:
    explicit ScriptedReader(std::string bytes, Arrival arrival = {})
        : script_(std::move(bytes)), arrival_(std::move(arrival))
    {
        arrival_.cuts.push_back(script_.size());
        deliver();
    }

    Bytes buffered() const noexcept override
    {
        return bytes_of({buffer_->data() + head_, buffer_->size() - head_});
    }
    void consume(std::size_t size) noexcept override
    {
        EXPECT_LE(size, buffered().size());
        head_ += size;
    }
    bool ended() const noexcept override { return arrival_.ends && all_delivered(); }
    void park(ReadGoal& goal, std::coroutine_handle<> waiting) override
    {
        EXPECT_FALSE(waiting_) << "one waiter at a time";
        EXPECT_GT(goal.wanted(buffered()), buffered().size()) << "nothing to wait for";
        renew();
        goal_ = &goal;
        waiting_ = waiting;
    }

    bool waiting() const noexcept { return static_cast<bool>(waiting_); }
    /// Lets pieces arrive until the request goes on. False if it does not wait, or waits for more
    /// than there is.
    bool step()
    {
        while (waiting_ && !all_delivered()) {
            deliver();
            if (goal_->wanted(buffered()) <= buffered().size() || ended()) {
                std::exchange(waiting_, nullptr).resume();
                return true;
            }
        }
        return false;
    }
    /// The peer closes: what has not arrived never will. Resumes the request if it waits here.
    void close()
    {
        script_.resize(delivered_);
        arrival_ = Arrival::whole().then_close();
        if (waiting_)
            std::exchange(waiting_, nullptr).resume();
    }
    /// What the request has not consumed.
    std::string rest() const
    {
        return std::string(text_of(buffered())) + script_.substr(delivered_);
    }

private:
    bool all_delivered() const noexcept { return next_cut_ >= arrival_.cuts.size(); }
    void deliver()
    {
        renew();
        const std::size_t end = std::min(arrival_.cuts[next_cut_++], script_.size());
        buffer_->append(script_, delivered_, end - delivered_);
        delivered_ = end;
    }
    void renew()
    {
        auto fresh = std::make_unique<std::string>(buffer_->substr(head_));
        std::fill(buffer_->begin(), buffer_->end(), '\xdd');
        retired_.push_back(std::exchange(buffer_, std::move(fresh)));
        head_ = 0;
    }

    std::string script_;
    Arrival arrival_;
    std::size_t next_cut_ = 0;
    std::size_t delivered_ = 0;
    std::unique_ptr<std::string> buffer_ = std::make_unique<std::string>();
    std::vector<std::unique_ptr<std::string>> retired_;
    std::size_t head_ = 0;
    ReadGoal* goal_ = nullptr;
    std::coroutine_handle<> waiting_;
};

} // namespace dmq::support
