// SPDX-License-Identifier: BSL-1.0
#include "protocol.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace dmq::bench {
namespace {

constexpr std::array<std::pair<std::string_view, Dialect>, 8> names{{
    {"legacy", Dialect::legacy},
    {"neo", Dialect::neo},
    {"redis", Dialect::redis},
    {"redis-stream", Dialect::redis_stream},
    {"nats", Dialect::nats},
    {"jetstream", Dialect::jetstream},
    {"beanstalkd", Dialect::beanstalkd},
    {"memcached", Dialect::memcached},
}};

} // namespace

std::size_t IProtocol::parse(Bytes in, IArrivals& arrivals, Output& out)
{
    std::size_t used = 0;
    while (const std::size_t step = parse_one(in.subspan(used), arrivals, out))
        used += step;
    return used;
}

std::optional<Dialect> dialect_of(std::string_view name) noexcept
{
    for (const auto& [known, dialect] : names) {
        if (known == name)
            return dialect;
    }
    return std::nullopt;
}

std::unique_ptr<IProtocol> make_protocol(Dialect dialect, const Attachment& attachment,
                                         const Credentials& credentials)
{
    switch (dialect) {
    case Dialect::legacy:
        return make_legacy(attachment);
    case Dialect::neo:
        return make_neo(attachment, credentials);
    case Dialect::redis:
        return make_redis(attachment);
    case Dialect::redis_stream:
        return make_redis_stream(attachment);
    case Dialect::nats:
        return make_nats(attachment);
    case Dialect::jetstream:
        return make_jetstream(attachment);
    case Dialect::beanstalkd:
        return make_beanstalkd(attachment);
    case Dialect::memcached:
        return make_memcached(attachment);
    }
    throw std::runtime_error("no such dialect");
}

} // namespace dmq::bench
