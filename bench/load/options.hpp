// SPDX-License-Identifier: BSL-1.0
// The command line of dmq-load.
#pragma once

#include <dmq/bench/workload.hpp>

#include <optional>
#include <stdexcept>

namespace dmq::bench {

/// What is wrong with the command line.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Nullopt: help was asked for, and has been printed. Throws UsageError.
std::optional<Workload> parse_options(int count, const char* const* words);

} // namespace dmq::bench
