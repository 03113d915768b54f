// SPDX-License-Identifier: BSL-1.0
// A mock of ILeaseOwner that holds the leased records itself.
#pragma once

#include "mocks/queue_state.hpp"

#include <gmock/gmock.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace dmq::mocks {

/// By default put_back() returns records to the head of the queue, unless it was removed.
class MockLeaseOwner : public ILeaseOwner {
public:
    MOCK_METHOD(void, release, (std::uint64_t), (noexcept, override));
    MOCK_METHOD(void, put_back, (std::uint64_t, std::size_t), (noexcept, override));

    /// Moves the oldest records out of the queue: at least one, more while their wire size stays
    /// within `max_bytes`.
    MockLeaseOwner(std::shared_ptr<QueueState> queue, std::size_t max_bytes);
    ~MockLeaseOwner() override;

    /// In two pieces if there are two records or more, so that both kinds of lease occur.
    LeasedRun run() const noexcept;

    /// A lease of the oldest records of `queue`; empty if it holds none.
    static Lease lend(const std::shared_ptr<QueueState>& queue, std::size_t max_bytes);

private:
    void take_one();
    void return_records(std::size_t from);

    std::shared_ptr<QueueState> queue_;
    std::vector<char> wire_;
    std::size_t first_size_ = 0;
    std::uint32_t records_ = 0;
};

} // namespace dmq::mocks
