// SPDX-License-Identifier: BSL-1.0
// What the threads of a node have to do about signals.
#pragma once

#include <csignal>
#include <initializer_list>
#include <pthread.h>

namespace dmq {

/// Signals are for the main thread; those that a fault of this thread raises are never blocked.
inline void block_signals() noexcept
{
    sigset_t all;
    ::sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
        ::sigdelset(&all, fault);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace dmq
