// SPDX-License-Identifier: BSL-1.0
// dmq: the command line client.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <run.hpp>
#include <stop_signals.hpp>

int main(int argc, char** argv)
{
    const dmq::cli::StopSignals signals;
    dmq::cli::Io io;
    io.stop_fd = signals.fd();
    if (const char* node = std::getenv("DMQ_NODE"))
        io.dmq_node = node;
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
