// SPDX-License-Identifier: BSL-1.0
// The surroundings of the program, so that tests can give it others.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <unistd.h>

namespace dmq::cli {

struct Io {
    int in = STDIN_FILENO;
    int out = STDOUT_FILENO;
    int err = STDERR_FILENO;
    int stop_fd = -1; // readable: SIGINT or SIGTERM came; -1: never
    std::string dmq_node; // the environment variable DMQ_NODE
    std::map<std::string, std::string> environment; // the other variables DMQ_*
    std::filesystem::path config_file; // may be missing; empty: there is none
    std::filesystem::path directory; // where the search for run/ begins
};

} // namespace dmq::cli
