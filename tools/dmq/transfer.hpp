// SPDX-License-Identifier: BSL-1.0
// Moves the records of a queue to other nodes or another channel.
#pragma once

#include <cstdint>
#include <session.hpp>
#include <string>

namespace dmq::cli {

struct Route {
    std::string from;
    std::string subscriber; // of the queue; "" is also that of a channel without any
    std::string to;
};

/// Consumes until the queue is empty, also of records that come meanwhile. A batch is forgotten at
/// its source when all of it is acknowledged by the target; else it goes back. Adds to `moved` what
/// was moved, also if it throws Failure. `total`: of all that is to be moved, for the progress.
void transfer(const Invocation& invocation, Session& source, Session& target, const Route& route,
              std::uint64_t& moved, std::uint64_t total);

} // namespace dmq::cli
