// SPDX-License-Identifier: BSL-1.0
// dmq consume in the neo protocol: nothing is forgotten before it was written or worked through.
#pragma once

#include <cstdint>
#include <invocation.hpp>

namespace dmq::cli {

/// Prints or executes until `count` records (0: any number), the deadline, a signal, or the end of
/// the channel. Throws Failure, BrokenPipe.
ExitCode consume_neo(const Invocation& invocation, std::uint64_t count);

} // namespace dmq::cli
