// SPDX-License-Identifier: BSL-1.0
// How the loops of this run of a test program do their work: dmq_add_test(... SOCKET_IO) runs all
// tests with each kind.
#pragma once

#include <dmq/node/event_loop.hpp>

#include <cstdlib>
#include <string_view>

namespace dmq::support {

inline SocketIoKind socket_io_kind()
{
    const char* const wanted = std::getenv("DMQ_TEST_SOCKET_IO");
    return wanted && wanted == std::string_view("io_uring") ? SocketIoKind::io_uring
                                                            : SocketIoKind::epoll;
}

} // namespace dmq::support
