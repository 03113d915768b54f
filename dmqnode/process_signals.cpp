// SPDX-License-Identifier: BSL-1.0
#include "process_signals.hpp"

#include <cerrno>
#include <csignal>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dmq::node_app {
namespace {

int open_blocked_signals()
{
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGHUP})
        ::sigaddset(&set, signal);
    if (const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr))
        throw std::system_error(error, std::generic_category(), "blocking signals");
    const int fd = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        throw std::system_error(errno, std::generic_category(), "signalfd");
    return fd;
}

} // namespace

ProcessSignals::ProcessSignals(boost::asio::io_context& context, Handler handler)
    : descriptor_(context, open_blocked_signals()), handler_(std::move(handler))
{
    wait();
}

void ProcessSignals::wait()
{
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [this](const boost::system::error_code& error) {
                               if (error)
                                   return;
                               wait();
                               take_all();
                           });
}

void ProcessSignals::take_all()
{
    signalfd_siginfo info{};
    while (::read(descriptor_.native_handle(), &info, sizeof info) == sizeof info)
        handler_(static_cast<int>(info.ssi_signo));
}

} // namespace dmq::node_app
