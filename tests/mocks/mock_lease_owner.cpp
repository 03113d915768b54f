// SPDX-License-Identifier: BSL-1.0
// Records leave the mocked queue with the lease, and come back with put_back().
#include "mocks/mock_lease_owner.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <utility>

namespace dmq::mocks {

MockLeaseOwner::MockLeaseOwner(std::shared_ptr<QueueState> queue, std::size_t max_bytes)
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

MockLeaseOwner::~MockLeaseOwner() = default;

LeasedRun MockLeaseOwner::run() const noexcept
{
    const auto bytes = std::as_bytes(std::span(wire_));
    return {{bytes.first(first_size_), bytes.subspan(first_size_)}, records_, 1};
}

Lease MockLeaseOwner::lend(const std::shared_ptr<QueueState>& queue, std::size_t max_bytes)
{
    if (queue->records.empty())
        return {};
    auto owner = std::make_shared<testing::NiceMock<MockLeaseOwner>>(queue, max_bytes);
    const LeasedRun run = owner->run();
    return {std::move(owner), run};
}

void MockLeaseOwner::take_one()
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

void MockLeaseOwner::return_records(std::size_t from)
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

} // namespace dmq::mocks
