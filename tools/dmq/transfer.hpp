// SPDX-License-Identifier: BSL-1.0
// Moves the records of a queue to other nodes or another channel.
#pragma once

#include <cstdint>
#include <session.hpp>
#include <string>

namespace dmq::cli {

/// The DMQ that records go to.
struct Target {
    std::vector<client::Address> nodes;
    client::Credentials credentials;
};
/// What --to-nodes and --to-credentials say, or that of the invocation. Throws what reading the
/// files throws.
Target target_of(const Invocation& invocation);
void add_target_options(boost::program_options::options_description_easy_init options);

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
