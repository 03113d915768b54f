// SPDX-License-Identifier: BSL-1.0
// Reads records along a chain, with as few reads as they need.
#pragma once

#include "overflow.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace dmq::ring {

/// What is at a position is not the record that should be there.
class BadRecord : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class ChainReader {
public:
    struct Record {
        overflow::RecordHeader header;
        Bytes payload;
    };

    /// Reads at least `ahead` bytes at a time.
    ChainReader(const Overflow& overflow, std::uint32_t channel, std::size_t ahead)
        : overflow_(overflow), channel_(channel), ahead_(ahead)
    {
    }

    /// The header of the channel's record at this position. Throws BadRecord, std::system_error.
    overflow::RecordHeader header(std::uint64_t position);
    /// The record, valid until the next call. Throws like header().
    Record record(std::uint64_t position);

private:
    Bytes bytes(std::uint64_t position, std::size_t size);

    const Overflow& overflow_;
    const std::uint32_t channel_;
    const std::size_t ahead_;
    std::vector<std::byte> buffer_; // of the file from begin_ on
    std::uint64_t begin_ = 0;
    std::size_t filled_ = 0;
};

} // namespace dmq::ring
