// SPDX-License-Identifier: BSL-1.0
// What a dialect is: how one connection asks, and what its answers mean.
#pragma once

#include "stream.hpp"

#include <dmq/bench/workload.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace dmq::bench {

/// What a connection is for.
enum class Role : std::uint8_t {
    push, // stores records; each is answered
    produce, // stores records; none is answered
    pop, // asks for records one by one
    consume, // records arrive unasked
};

/// Told what has arrived.
class IArrivals {
public:
    /// A record was stored.
    virtual void stored() = 0;
    /// One arrived, as asked for or not.
    virtual void record(Bytes record) = 0;

protected:
    ~IArrivals() = default;
};

/// One connection. Everything throws std::runtime_error for an answer that was not hoped for.
class IProtocol {
public:
    virtual ~IProtocol() = default;
    /// Does all that comes before the first request.
    virtual void open(const Stream& stream) = 0;
    /// Appends the request that stores record `index`, or, with an empty record, that asks for one.
    virtual void request(std::uint64_t index, Bytes record, Output& out) = 0;
    /// Takes whole answers off the front of `in`, tells of them, appends what the protocol wants to
    /// be said to them; returns how many bytes they were.
    std::size_t parse(Bytes in, IArrivals& arrivals, Output& out);

private:
    /// The same for the first answer; 0 if it is not whole.
    virtual std::size_t parse_one(Bytes in, IArrivals& arrivals, Output& out) = 0;
};

/// Where a connection's records go to or come from. Consumers of one subscriber share its records.
struct Attachment {
    Role role = Role::push;
    std::string channel;
    std::string subscriber;
    bool shared = false; // there are several consumers of this subscriber
};

/// Throws std::runtime_error if the dialect knows no such role.
std::unique_ptr<IProtocol> make_protocol(Dialect dialect, const Attachment& attachment,
                                         const Credentials& credentials);

// One of each dialect, for make_protocol.
std::unique_ptr<IProtocol> make_legacy(const Attachment& attachment);
std::unique_ptr<IProtocol> make_neo(const Attachment& attachment, const Credentials& credentials);
std::unique_ptr<IProtocol> make_redis(const Attachment& attachment);
std::unique_ptr<IProtocol> make_redis_stream(const Attachment& attachment);
std::unique_ptr<IProtocol> make_nats(const Attachment& attachment);
std::unique_ptr<IProtocol> make_jetstream(const Attachment& attachment);
std::unique_ptr<IProtocol> make_beanstalkd(const Attachment& attachment);
std::unique_ptr<IProtocol> make_memcached(const Attachment& attachment);

} // namespace dmq::bench
