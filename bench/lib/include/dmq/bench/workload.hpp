// SPDX-License-Identifier: BSL-1.0
// What a load generator is asked to do.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace dmq::bench {

/// What a server is spoken to in. `redis` is RPUSH, LPOP, BLPOP; `redis_stream` XADD, XREAD;
/// `jetstream` NATS with a stream in memory.
enum class Dialect : std::uint8_t {
    legacy,
    neo,
    redis,
    redis_stream,
    nats,
    jetstream,
    beanstalkd,
    memcached,
};

/// Nullopt for an unknown name; the names are those above, with `-` for `_`.
std::optional<Dialect> dialect_of(std::string_view name) noexcept;

enum class Work : std::uint8_t {
    push, // store records and leave them
    pop, // take records that a `push` of the same size and number has left
    flow, // push and consume at the same time
};

/// The connections of one direction. `address` is HOST:PORT, where HOST is a name, an IPv4 address
/// or an IPv6 address in brackets; local:HOST:PORT, the UNIX-domain socket of the node that serves
/// that (see LocalAddress); nearest:HOST:PORT, that socket if there is one, else TCP; or the path
/// of a socket, which begins with `/`.
struct Side {
    Dialect dialect = Dialect::legacy;
    std::string address;
    unsigned connections = 1;
    /// Requests without an answer at a time, on each connection. 0: a stream that has no answers.
    /// Consumers of a flow ignore it.
    unsigned depth = 1;
    /// Servers that are loaded at the same time, each with as many connections. Not for Work::pop.
    std::vector<std::string> further = {};
};

/// `credentials` are those of the neo dialect: a name and 256 hexadecimal digits.
struct Credentials {
    std::string name;
    std::string key;
};

inline constexpr std::size_t min_record_size = 24;

struct Workload {
    Work work = Work::push;
    Side producer; // push, flow
    Side consumer; // pop, flow
    Credentials credentials;
    std::string channel = "bench";
    /// flow: so many subscribers get every record each; the consumers are dealt to them in turn.
    unsigned subscribers = 1;
    std::size_t record_size = 100; // bytes, at least min_record_size
    std::uint64_t records = 100'000;
    /// flow: records per second, sent when they are due whatever the server does; 0: as fast as
    /// they are consumed.
    double rate = 0;
    /// flow without a rate: bytes of records that may be on their way.
    std::size_t window = 4 * 1024 * 1024;
    std::chrono::seconds timeout{60};
    std::optional<pid_t> server; // whose CPU time is measured
};

} // namespace dmq::bench
