// SPDX-License-Identifier: BSL-1.0
// Targets for the writers of dmq/protocol that are plain memory: nobody waits for them.
#pragma once

#include "buffer.hpp"

#include <dmq/plugin/stream.hpp>

#include <cstddef>
#include <span>

namespace dmq::client {

/// What all of them have in common; they implement write(Bytes).
class PlainWriter : public IByteWriter {
public:
    using IByteWriter::write;
    void write(Lease records) final
    {
        for (const Bytes piece : records.spans())
            write(piece);
        records.done();
    }
    std::size_t pending() const noexcept final { return 0; }
    bool park(std::coroutine_handle<>) final { return false; }
    bool ended() const noexcept override { return false; }
};

/// Writes into memory that is large enough.
class MemoryWriter final : public PlainWriter {
public:
    using PlainWriter::write;
    explicit MemoryWriter(std::span<std::byte> to) noexcept : to_(to) { }
    void write(Bytes bytes) override
    {
        std::memcpy(to_.data(), bytes.data(), bytes.size());
        to_ = to_.subspan(bytes.size());
    }

private:
    std::span<std::byte> to_;
};

/// Gathers a short message.
class MessageBuilder final : public PlainWriter {
public:
    using PlainWriter::write;
    void write(Bytes bytes) override { buffer_.append(bytes); }
    /// Valid until the next write.
    Bytes bytes() const noexcept { return buffer_.data(); }

private:
    Buffer buffer_;
};

} // namespace dmq::client
