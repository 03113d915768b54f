// SPDX-License-Identifier: BSL-1.0
// What the code under test writes to the log, as "<level> <text>" lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring::test {

/// Collects from construction to destruction. One at a time.
class CapturedLog {
public:
    CapturedLog();
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;
    ~CapturedLog();

    std::vector<std::string> lines() const;
    /// The lines of this level, e.g. "error".
    std::vector<std::string> of(std::string_view level) const;
};

} // namespace dmq::ring::test
