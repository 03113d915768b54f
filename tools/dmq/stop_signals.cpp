// SPDX-License-Identifier: BSL-1.0
#include <csignal>
#include <stop_signals.hpp>
#include <sys/signalfd.h>
#include <unistd.h>

namespace dmq::cli {

StopSignals::StopSignals()
{
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    fd_ = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

StopSignals::~StopSignals()
{
    if (fd_ >= 0)
        ::close(fd_);
}

} // namespace dmq::cli
