// SPDX-License-Identifier: BSL-1.0
// Codecs of both protocols, on bytes in memory.
#include "request_bytes.hpp"
#include "scenario.hpp"

#include <dmq/protocol/legacy.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_requests.hpp>

namespace dmq::bench {
namespace {

constexpr std::size_t record_size = 100;

auto legacy_arguments()
{
    return repeat([request = request_bytes(Dialect::legacy, Role::push, 1, record_size)] {
        const Bytes arguments = Bytes(request).subspan(sizeof(legacy::Command));
        legacy::ArraysCodec<2> codec;
        keep(codec.wanted(arguments));
        keep(codec.result(arguments));
    });
}

auto legacy_run()
{
    return repeat([stream = request_bytes(Dialect::legacy, Role::produce, 600, record_size)] {
        legacy::StreamCodec codec(256 * 1024);
        keep(codec.wanted(stream));
        keep(codec.result(stream));
    });
}

auto neo_push()
{
    return repeat([request = request_bytes(Dialect::neo, Role::push, 1, record_size)] {
        neo::MessageCodec codec(neo::MessageType::request);
        keep(codec.wanted(request));
        const auto message = neo::parse_request_message(codec.result(request));
        const auto start = neo::parse_start(message.payload);
        keep(neo::parse_push(start->arguments));
    });
}

} // namespace

std::vector<Scenario> codec_scenarios()
{
    return {{"codec/legacy-push", legacy_arguments},
            {"codec/legacy-stream-600-records", legacy_run, false, 100},
            {"codec/neo-push", neo_push}};
}

} // namespace dmq::bench
