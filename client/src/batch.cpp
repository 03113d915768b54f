// SPDX-License-Identifier: BSL-1.0
#include <dmq/client/batch.hpp>

#include <utility>

namespace dmq::client {

Batch::Batch(RecordRun run, const Address& node, std::weak_ptr<detail::IBatchOwner> owner,
             detail::BatchTag tag)
    : memory_(std::make_unique_for_overwrite<std::byte[]>(run.bytes.size())),
      size_(run.bytes.size()),
      records_(run.records),
      pending_(true),
      node_(node),
      owner_(std::move(owner)),
      tag_(tag)
{
    if (size_ > 0)
        std::memcpy(memory_.get(), run.bytes.data(), size_);
}

Batch::Batch(Batch&& other) noexcept { *this = std::move(other); }

Batch& Batch::operator=(Batch&& other) noexcept
{
    if (this == &other)
        return *this;
    finish(false);
    memory_ = std::move(other.memory_);
    size_ = std::exchange(other.size_, 0);
    records_ = std::exchange(other.records_, 0);
    pending_ = std::exchange(other.pending_, false);
    node_ = std::move(other.node_);
    owner_ = std::move(other.owner_);
    tag_ = other.tag_;
    return *this;
}

Batch::~Batch() { finish(false); }

void Batch::finish(bool done) noexcept
{
    if (!std::exchange(pending_, false))
        return;
    if (const auto owner = owner_.lock())
        owner->batch_over(tag_.node, tag_.epoch, done);
    owner_.reset();
}

} // namespace dmq::client
