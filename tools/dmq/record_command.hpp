// SPDX-License-Identifier: BSL-1.0
// A shell command that works through one record.
#pragma once

#include <failure.hpp>
#include <string>
#include <string_view>

namespace dmq::cli {

/// Runs `sh -c command` with the record on its standard input and waits for its end. Signals from
/// the terminal do not reach it. Throws Failure(refused) unless it ends with 0, Failure(io) if it
/// cannot be run.
void run_for_record(const std::string& command, std::string_view record);

} // namespace dmq::cli
