// SPDX-License-Identifier: BSL-1.0
// How a client connects, how long it waits, how much it holds.
#pragma once

#include <dmq/client/credentials.hpp>
#include <dmq/client/notification.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dmq::client {

/// When a lost node is connected to again: at once, once more at once, then after `first`, and
/// twice the time whenever that failed too (neo-protocol §9.3).
struct RetrySchedule {
    std::chrono::microseconds first{19'531};
    std::chrono::microseconds most{2'500'000};
    /// Each delay is multiplied by a random factor between 1 - jitter and 1 + jitter; 0 to 1.
    double jitter = 0.2;
    /// A connection that lasted less does not start the schedule anew.
    std::chrono::milliseconds stable{1'000};
};

struct ClientOptions {
    /// Neo addresses; connected to at once. More with Client::add_node.
    std::vector<Address> nodes;
    Credentials credentials;

    /// Whether a node of the same host is reached by its UNIX-domain socket, if it has one.
    bool local_sockets = true;
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds login_timeout{5'000};
    /// How long one node may take to answer Push, Pop, or the stop of a Consume; then the next one
    /// is tried. 0: for ever.
    std::chrono::milliseconds request_timeout{30'000};
    RetrySchedule retry;

    /// Outstanding Push and Pop requests; at most 4'900: a node accepts 5'000 with all Consumes.
    std::size_t max_requests = 4'900;
    /// Bytes of outstanding requests; a single one may be larger.
    std::size_t max_bytes = 64 * 1024 * 1024;
    /// What has no room waits for some, holding its copy of the record, and does not fail with
    /// Errc::queue_full: for those who await each request before they make many more.
    bool wait_for_room = false;
    /// The longest message in either direction, bytes.
    std::size_t max_message = neo::default_max_body;

    /// For round robin and jitter; 0: a random one.
    std::uint64_t seed = 0;
    /// May be empty.
    Notifier on_notification;
};

struct ConsumeOptions {
    /// Consumers of one subscriber share the records of a channel; each subscriber gets all.
    std::string subscriber;
    /// Events of this Consume, beside ClientOptions::on_notification. May be empty.
    Notifier on_notification;
};

} // namespace dmq::client
