// SPDX-License-Identifier: BSL-1.0
// Keeps lines that come over and over again from filling the disk.
#pragma once

#include <dmq/plugin/log.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dmq::log {

/// Lines of one logger and level that differ in numbers and addresses only are alike: of those,
/// `most` a minute are let through. Thread-safe.
class Repeats {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::uint32_t most = 20;
    static constexpr std::chrono::minutes period{1};

    struct Verdict {
        bool let_through = true;
        std::uint64_t left_out = 0; // lines alike before this one that nobody was told of
    };
    /// What was left out in a period that is over.
    struct Remainder {
        Level level;
        std::string logger;
        std::string last; // the text of the last of them
        std::uint64_t left_out;
    };

    Verdict ask(Level level, std::string_view logger, std::string_view text, Time now);
    /// Takes out what has to be told of periods that are over; all periods if `all`.
    std::vector<Remainder> take_remainders(Time now, bool all);

private:
    struct Shape {
        Time begin;
        std::uint32_t lines = 0;
        std::uint64_t left_out = 0;
        Level level = Level::trace;
        std::string logger;
        std::string last;
    };

    void forget_old(Time now);

    std::mutex mutex_;
    std::unordered_map<std::string, Shape> shapes_;
};

} // namespace dmq::log
