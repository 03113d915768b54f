// SPDX-License-Identifier: BSL-1.0
// What a fuzzer is made of: one function, and choices made by the bytes that it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// Runs one input; aborts when something is wrong. The entry that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace dmq::fuzz {

/// Stops the run with a reason.
inline void require(bool condition, const char* what)
{
    if (condition)
        return;
    std::fprintf(stderr, "fuzzer: %s\n", what);
    std::abort();
}

/// Input bytes taken as decisions, so that whatever they are, what is made of them has a structure.
class Choices {
public:
    Choices(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size)
    {
    }

    bool empty() const noexcept { return rest_.empty(); }
    /// 0 when there is nothing left.
    std::uint8_t byte() noexcept
    {
        if (rest_.empty())
            return 0;
        const auto value = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }
    std::uint64_t number() noexcept
    {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i)
            value = value << 8 | byte();
        return value;
    }
    /// Less than `bound`, which is at most 256 and not 0.
    std::size_t below(std::size_t bound) noexcept { return byte() % bound; }
    template <std::size_t Size> std::string_view one_of(const std::string_view (&values)[Size])
    {
        return values[below(Size)];
    }
    /// At most `max_size` of the bytes that are left.
    std::string text(std::size_t max_size)
    {
        const std::string taken(rest_.substr(0, max_size));
        rest_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view rest_;
};

} // namespace dmq::fuzz
