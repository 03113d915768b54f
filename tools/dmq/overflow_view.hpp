// SPDX-License-Identifier: BSL-1.0
// What an overflow.dat holds, and whether the indices beside it agree.
#pragma once

#include "inspected_file.hpp"

#include <dmq/protocol/overflow_scan.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dmq::cli {

/// One record for the eye: place, length, and how it begins.
std::string record_line(std::uint64_t at, std::uint64_t length, Bytes payload);

/// Made of one scan of the file. The indices of its directory are read if the file has the name
/// that the node looks for.
class OverflowView {
public:
    /// Throws Failure(io).
    OverflowView(const std::filesystem::path& path, const InspectedFile& file, bool list_records);

    /// Of all queues, without those that an index says are delivered.
    std::uint64_t records() const noexcept { return records_; }
    const std::vector<std::string>& details() const noexcept { return details_; }
    const std::vector<std::string>& problems() const noexcept { return problems_; }

private:
    void check_start();
    void read_indices(const std::filesystem::path& directory);
    void scan(bool list_records);
    void compare();
    std::string name_of(std::uint32_t channel) const;

    const InspectedFile& file_;
    overflow::ChainBuilder chains_;
    overflow::Index index_;
    std::map<std::uint32_t, std::string> names_;
    bool has_own_index_ = false;
    std::uint64_t cut_ = 0;
    std::uint64_t records_ = 0;
    std::vector<std::string> details_;
    std::vector<std::string> problems_;
};

} // namespace dmq::cli
