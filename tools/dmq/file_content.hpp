// SPDX-License-Identifier: BSL-1.0
// Small files, read at once.
#pragma once

#include <filesystem>
#include <string>

namespace dmq::cli {

/// All of the file. Throws Failure(io) with its name.
std::string content_of(const std::filesystem::path& file);

} // namespace dmq::cli
