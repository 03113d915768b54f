// SPDX-License-Identifier: BSL-1.0
// kvnode PORT PLUGIN_DIRECTORY: a key-value node, until SIGINT or SIGTERM.
#include "node.hpp"

#include <dmq/node/crash_report.hpp>
#include <dmq/node/log_config.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>

int main(int argc, char* argv[])
{
    if (argc != 3) {
        std::cerr << "usage: kvnode PORT PLUGIN_DIRECTORY\n";
        return 2;
    }
    dmq::crash::install("kvnode");
    dmq::log::LoggerSettings root;
    root.console = true;
    dmq::log::configure({root});
    sigset_t stop; // blocked before there are threads, which inherit that
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    try {
        const kvnode::Node node(static_cast<std::uint16_t>(std::atoi(argv[1])), argv[2]);
        std::cout << "serving on 127.0.0.1:" << node.port() << std::endl;
        int signal = 0;
        sigwait(&stop, &signal);
    } catch (const std::exception& error) {
        std::cerr << "kvnode: " << error.what() << '\n';
        return 1;
    }
}
