// SPDX-License-Identifier: BSL-1.0
// dmq: the command line client.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <run.hpp>
#include <stop_signals.hpp>

namespace {

void read_environment(dmq::cli::Io& io)
{
    for (const char* name : {"DMQ_NODES", "DMQ_CREDENTIALS", "DMQ_LEGACY", "DMQ_JSON", "DMQ_QUIET",
                             "DMQ_TIMEOUT", "DMQ_SOCKET"})
        if (const char* value = std::getenv(name))
            io.environment.emplace(name, value);
    if (const char* node = std::getenv("DMQ_NODE"))
        io.dmq_node = node;
    if (const char* file = std::getenv("DMQ_CONFIG"))
        io.config_file = file;
    else if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config)
        io.config_file = std::filesystem::path(config) / "dmq" / "config";
    else if (const char* home = std::getenv("HOME"))
        io.config_file = std::filesystem::path(home) / ".config" / "dmq" / "config";
}

} // namespace

int main(int argc, char** argv)
{
    const dmq::cli::StopSignals signals;
    dmq::cli::Io io;
    io.stop_fd = signals.fd();
    read_environment(io);
    std::error_code ignored;
    io.directory = std::filesystem::current_path(ignored);
    const int code = dmq::cli::run({argv + std::min(argc, 1), argv + argc}, io);
    // some file systems report a full disk only here
    if (::close(io.out) != 0 && errno != EBADF) {
        std::fprintf(stderr, "dmq: cannot write the output: %s\n", std::strerror(errno));
        return code == 0 ? 5 : code;
    }
    return code;
}
