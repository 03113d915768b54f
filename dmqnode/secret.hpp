// SPDX-License-Identifier: BSL-1.0
// Bytes that are wiped from memory when they are no longer needed.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

namespace dmq::node_app {

/// A key of a neo client. Copies are independent; each is wiped when it is overwritten or
/// destroyed.
struct SecretKey {
    static constexpr std::size_t size = 128;

    SecretKey() = default;
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey() { ::explicit_bzero(bytes.data(), bytes.size()); }

    std::array<std::byte, size> bytes{};
};

/// Text that holds keys. It has a fixed capacity, so that it never leaves copies behind.
class SecretText {
public:
    explicit SecretText(std::size_t capacity) { text_.reserve(capacity); }
    ~SecretText()
    {
        text_.resize(text_.capacity());
        ::explicit_bzero(text_.data(), text_.size());
    }
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;

    /// To be filled up to the capacity, not above.
    std::string& text() noexcept { return text_; }

private:
    std::string text_;
};

} // namespace dmq::node_app
