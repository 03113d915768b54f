// SPDX-License-Identifier: BSL-1.0
// Which files of the data directory are dumps, and of which queues.
#pragma once

#include "file_ops.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

/// Throws std::invalid_argument if it is not valid.
void require_storage_name(std::string_view name);

/// `<data_dir>/<storage name>.rq`.
std::string dump_path(std::string_view data_dir, std::string_view storage_name);

/// The storage names of all dumps, sorted; what is ignored is logged as §7.3 says. Throws
/// std::system_error if the directory cannot be read, std::runtime_error naming both files if a
/// channel would be one with and without subscribers.
std::vector<std::string> scan_dumps(IFileOps& ops, const std::string& data_dir);

} // namespace dmq::ring
