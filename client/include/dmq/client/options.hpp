// SPDX-License-Identifier: BSL-1.0
// How a connection to a node is made and how long it waits.
#pragma once

#include <chrono>

namespace dmq::client {

struct Options {
    /// Per address that the host name stands for.
    std::chrono::milliseconds connect_timeout{5'000};
    /// The longest time without a byte in either direction while an answer is due.
    std::chrono::milliseconds answer_timeout{30'000};
    /// Whether a node of the same host is reached by its UNIX-domain socket, if it has one.
    bool local_sockets = true;
    /// A descriptor that ends any waiting with Error::Kind::interrupted once it is readable, for
    /// example a signalfd. Not owned. -1: none.
    int stop_fd = -1;
    /// As stop_fd, when the other end of this descriptor is gone, for example the reader of a
    /// pipe that the records are printed to.
    int hangup_fd = -1;
};

} // namespace dmq::client
