// SPDX-License-Identifier: BSL-1.0
// Lines of the log that would come again and again come once a minute.
#pragma once

#include "file_ops.hpp"

#include <dmq/plugin/log.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace dmq::ring {

/// Counts what goes wrong in one way. One thread at a time.
class Trouble {
public:
    static constexpr std::chrono::minutes interval{1};

    /// Counts, and says "<what>; <count> <of what> since the last report" if it is time to.
    template <class... What>
    void report(log::Level level, std::string_view of_what, std::uint64_t count,
                const What&... what)
    {
        pending_ += count;
        lasts_ = true;
        const auto now = std::chrono::steady_clock::now();
        if (now < next_)
            return;
        log::line(level, log_name, what..., "; ", pending_, ' ', of_what, " since the last report");
        pending_ = 0;
        next_ = now + interval;
    }
    /// Whether there was any since the last call: it is over.
    bool over() noexcept { return std::exchange(lasts_, false); }

private:
    std::uint64_t pending_ = 0;
    bool lasts_ = false;
    std::chrono::steady_clock::time_point next_;
};

} // namespace dmq::ring
