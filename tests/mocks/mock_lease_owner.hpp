// SPDX-License-Identifier: BSL-1.0
// A mock of ILeaseOwner that holds the leased records itself.
#pragma once

#include "mocks/queue_state.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace dmq::mocks {

/// By default put_back() returns records to the head of the queue, unless it was removed.
class MockLeaseOwner : public ILeaseOwner {
public:
    MOCK_METHOD(void, release, (std::uint64_t), (noexcept, override));
    MOCK_METHOD(void, put_back, (std::uint64_t, std::size_t), (noexcept, override));

    /// Moves the oldest records out of the queue: at least one, more while their wire size stays
    /// within `max_bytes`.
    MockLeaseOwner(std::shared_ptr<QueueState> queue, std::size_t max_bytes)
        : queue_(std::move(queue))
    {
        ON_CALL(*this, release).WillByDefault([this] { --queue_->open_leases; });
        ON_CALL(*this, put_back).WillByDefault([this](std::uint64_t, std::size_t from) {
            --queue_->open_leases;
            return_records(from);
        });
        do {
            take_one();
        } while (!queue_->records.empty() &&
                 wire_.size() + record_header + queue_->records.front().size() <= max_bytes);
        queue_->most_open_leases = std::max(queue_->most_open_leases, ++queue_->open_leases);
    }

    /// In two pieces if there are two records or more, so that both kinds of lease occur.
    LeasedRun run() const noexcept
    {
        const auto bytes = std::as_bytes(std::span(wire_));
        return {{bytes.first(first_size_), bytes.subspan(first_size_)}, records_, 1};
    }

    /// A lease of the oldest records of `queue`; empty if it holds none.
    static Lease lend(const std::shared_ptr<QueueState>& queue, std::size_t max_bytes)
    {
        if (queue->records.empty())
            return {};
        auto owner = std::make_shared<testing::NiceMock<MockLeaseOwner>>(queue, max_bytes);
        const LeasedRun run = owner->run();
        return {std::move(owner), run};
    }

private:
    void take_one()
    {
        const std::string& record = queue_->records.front();
        const std::size_t at = wire_.size();
        wire_.resize(at + record_header + record.size());
        const std::uint64_t length = record.size();
        std::memcpy(wire_.data() + at, &length, sizeof length);
        std::memcpy(wire_.data() + at + record_header, record.data(), record.size());
        queue_->records.pop_front();
        if (++records_ == 1)
            first_size_ = wire_.size();
    }
    void return_records(std::size_t from)
    {
        if (queue_->removed)
            return;
        std::vector<std::string> rest;
        for (Bytes record : Records(std::as_bytes(std::span(wire_)).subspan(from)))
            rest.emplace_back(text_of(record));
        queue_->records.insert(queue_->records.begin(), rest.begin(), rest.end());
        if (!rest.empty())
            queue_->wake();
    }

    std::shared_ptr<QueueState> queue_;
    std::vector<char> wire_;
    std::size_t first_size_ = 0;
    std::uint32_t records_ = 0;
};

} // namespace dmq::mocks
