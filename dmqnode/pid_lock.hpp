// SPDX-License-Identifier: BSL-1.0
// The file that keeps two nodes out of one directory (node-behaviour §15.1).
#pragma once

#include "unique_fd.hpp"

#include <string>
#include <sys/types.h>

namespace dmq::node_app {

/// Holds a write lock on a file with the process's id. The destructor deletes the file, in the
/// process that took the lock only. A file that nobody locks does no harm.
class PidLock {
public:
    /// Throws std::runtime_error with the path and the id of the process that holds the lock, or
    /// with the reason why the file cannot be written.
    explicit PidLock(std::string path);
    ~PidLock();
    PidLock(const PidLock&) = delete;
    PidLock& operator=(const PidLock&) = delete;

private:
    void write_pid();

    std::string path_;
    pid_t owner_;
    UniqueFd file_;
};

} // namespace dmq::node_app
