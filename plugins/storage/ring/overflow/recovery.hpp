// SPDX-License-Identifier: BSL-1.0
// What the overflow files of the last run hold, whatever state they are in.
#pragma once

#include "../file_ops.hpp"
#include "../progress.hpp"

#include <dmq/protocol/overflow_scan.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

/// Positions are those of a file whose head was never cut off (DataFile).
struct FoundOverflow {
    struct Queue {
        std::uint32_t channel = 0;
        overflow::Chain chain;
    };
    std::map<std::string, Queue, std::less<>> queues; // by storage name, those with records
    std::uint32_t highest_channel = 0;
    bool data_exists = false;
    bool bad_id = false; // the first 8 bytes
    bool no_records = false; // the data file is not empty, but nothing in it counts
    bool strange = false; // moreover it has not been made by any node
    bool bad_index = false; // ofchannels.csv contradicts the data
    bool own_index = false; // there is one: the last run did not end well
    std::vector<overflow::BadLink> bad_links;
    std::vector<overflow::Unreadable> unreadable;

    /// Whether the records can be read only after a repair.
    bool needs_repair() const noexcept { return !bad_links.empty() || !unreadable.empty(); }
};

/// Reads the files and logs what it finds; changes nothing. `dumped`: whether there is a dump of
/// this storage name. Throws std::system_error if a file cannot be read.
FoundOverflow find_overflow(IFileOps& ops, const std::string& data_dir,
                            const std::function<bool(std::string_view name)>& dumped,
                            Progress& progress);

} // namespace dmq::ring
