// SPDX-License-Identifier: BSL-1.0
// The limit server in a process of its own.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace dmq::bench {

/// Runs dmq-limit; `addresses` has what it printed, as Side::address wants it.
class LimitProcess {
public:
    /// Ports or paths; 0: any free port.
    explicit LimitProcess(const std::string& legacy = "0", const std::string& neo = "0");
    LimitProcess(const LimitProcess&) = delete;
    LimitProcess& operator=(const LimitProcess&) = delete;
    /// Kills it.
    ~LimitProcess();

    pid_t pid() const noexcept { return pid_; }
    const std::string& legacy() const { return addresses_.at(0); }
    const std::string& neo() const { return addresses_.at(1); }

private:
    pid_t pid_ = -1;
    std::vector<std::string> addresses_;
};

} // namespace dmq::bench
