// SPDX-License-Identifier: BSL-1.0
// The program in a process of its own, in a directory like an operator's.
#pragma once

#include "support/temp_dir.hpp"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace dmq::test {

/// etc/config.ini with free ports, etc/credentials with a client "test", and log/.
class NodeDirectory : public TempDir {
public:
    NodeDirectory();
    /// Replaces a line of the configuration, or adds one to [Server].
    void set(const std::string& key, const std::string& value) const;
};

/// Runs dmqnode in the directory; its output can be read line by line.
class NodeProcess {
public:
    NodeProcess(const TempDir& directory, std::vector<std::string> arguments);
    /// Kills it, if it still runs.
    ~NodeProcess();
    NodeProcess(const NodeProcess&) = delete;
    NodeProcess& operator=(const NodeProcess&) = delete;

    /// Waits for a line of stdout or stderr that contains the text; "" if the output ends before.
    std::string wait_for_line(const std::string& text);
    /// Waits for the line that tells the ports; returns the legacy one, 0 if there is none.
    std::uint16_t wait_for_port() { return wait_for_number("legacy port "); }
    /// The same for the neo one.
    std::uint16_t wait_for_neo_port() { return wait_for_number("neo port "); }
    pid_t pid() const noexcept { return pid_; }
    void signal(int number) const;
    /// Waits for the end: the exit status, or minus the signal's number. All output is in output().
    int wait();
    /// What was read so far.
    const std::string& output() const noexcept { return output_; }

private:
    bool read_more();
    std::uint16_t wait_for_number(const std::string& before);

    pid_t pid_ = -1;
    int pipe_ = -1;
    std::string output_;
};

} // namespace dmq::test
