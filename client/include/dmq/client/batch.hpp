// SPDX-License-Identifier: BSL-1.0
// Records that a node has lent to a consumer.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace dmq::client {

namespace detail {

/// Where batches go back to. Any thread.
class IBatchOwner {
public:
    virtual ~IBatchOwner() = default;
    /// The application has finished with a batch: `done`, or it gave it up.
    virtual void batch_over(std::uint32_t node, std::uint64_t epoch, bool done) noexcept = 0;
};

/// Which batch it is.
struct BatchTag {
    std::uint32_t node = 0;
    std::uint64_t epoch = 0;
};

} // namespace detail

/// Whole records of one channel from one node, in order. The node sends the next batch after
/// done(); destroyed without it, these records stay unacknowledged and go back to the node's queue
/// when the connection ends. One thread at a time; may outlive consumer and client.
class DMQ_EXPORT Batch {
public:
    /// Empty: what comes with an error.
    Batch() noexcept = default;
    /// For the library: copies the records.
    Batch(RecordRun run, const Address& node, std::weak_ptr<detail::IBatchOwner> owner,
          detail::BatchTag tag);
    Batch(Batch&& other) noexcept;
    Batch& operator=(Batch&& other) noexcept;
    ~Batch();

    /// Payloads as Bytes, in order: `for (Bytes record : batch)`. Views are valid until the batch
    /// is destroyed or assigned to, also after done() and when it is moved.
    Records::iterator begin() const noexcept { return Records(bytes()).begin(); }
    Records::iterator end() const noexcept { return Records(bytes()).end(); }
    /// Records.
    std::size_t size() const noexcept { return records_; }
    bool empty() const noexcept { return records_ == 0; }
    /// All records in wire layout, see dmq::Records.
    Bytes bytes() const noexcept { return {memory_.get(), size_}; }
    /// Where they come from.
    const Address& node() const noexcept { return node_; }

    /// All records are processed: the node may forget them. The second call does nothing.
    void done() noexcept { finish(true); }
    /// Neither done() nor moved from.
    bool pending() const noexcept { return pending_; }

private:
    void finish(bool done) noexcept;

    std::unique_ptr<std::byte[]> memory_;
    std::size_t size_ = 0;
    std::uint32_t records_ = 0;
    bool pending_ = false;
    Address node_;
    std::weak_ptr<detail::IBatchOwner> owner_;
    detail::BatchTag tag_;
};

} // namespace dmq::client
