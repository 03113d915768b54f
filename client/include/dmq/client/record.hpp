// SPDX-License-Identifier: BSL-1.0
// A record that the application owns.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace dmq::client {

/// One record in memory of its own. Views live as long as the object, also when it is moved.
class Record {
public:
    Record() noexcept = default;
    /// A copy of the bytes.
    explicit Record(Bytes bytes)
        : memory_(std::make_unique_for_overwrite<std::byte[]>(bytes.size())), size_(bytes.size())
    {
        if (!bytes.empty())
            std::memcpy(memory_.get(), bytes.data(), bytes.size());
    }

    Bytes bytes() const noexcept { return {memory_.get(), size_}; }
    std::string_view text() const noexcept { return text_of(bytes()); }

private:
    std::unique_ptr<std::byte[]> memory_;
    std::size_t size_ = 0;
};

} // namespace dmq::client
