// SPDX-License-Identifier: BSL-1.0
// Both sides of the neo handshake against a peer that does it right, or nearly.
#include "neo_script.hpp"
#include "support/recording_writer.hpp"
#include "support/scripted_reader.hpp"

#include <dmq/plugin/task.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace dmq::fuzz {
namespace {

using support::RecordingWriter;
using support::ScriptedReader;

constexpr std::uint64_t now = 1'700'000'000;

neo::Key key_of_client()
{
    neo::Key key;
    key.fill(std::byte{7});
    return key;
}

/// Runs the task until it is over or waits for bytes that never come; its result, if there is one.
template <class T> std::optional<T> drive(Task<T> task, ScriptedReader& in, RecordingWriter& out)
{
    task.start();
    while (!task.done()) {
        if (!out.waiting())
            out.send();
        if (!in.step() && !out.step()) {
            out.abandon();
            return std::nullopt;
        }
    }
    try {
        return task.result();
    } catch (const PeerGone&) {
        return std::nullopt;
    } catch (const ProtocolError&) {
        return std::nullopt;
    }
}

support::Arrival arrival_of(Choices& choices, std::size_t size)
{
    support::Arrival arrival;
    for (std::size_t i = choices.below(4); i > 0; --i)
        arrival.cuts.push_back(choices.number() % (size + 1));
    std::ranges::sort(arrival.cuts);
    if (choices.below(2) == 0)
        arrival.ends = true;
    return arrival;
}

/// A client that knows the nonce, which a node never tells before: what it sends can't be accepted
/// unless this fuzzer is wrong about that.
void run_node(Choices& choices)
{
    RecordingWriter script;
    neo::write_version(script);
    neo::write_timestamp(script, now - 2000 + choices.below(256) * 16);
    neo::Credentials credentials;
    const std::string name = choices.below(2) == 0 ? "test" : choices.text(choices.below(120));
    credentials.name = name;
    const std::string code = choices.text(credentials.code.size());
    std::ranges::copy(bytes_of(code), credentials.code.begin());
    neo::write_credentials(script, credentials);
    std::string bytes = script.written();
    if (choices.below(2) == 0)
        spoil(bytes, choices, false);
    const auto arrival = arrival_of(choices, bytes.size());
    ScriptedReader in(std::move(bytes), arrival);
    RecordingWriter out;
    const neo::KeyLookup key_of = [](std::string_view client, neo::Key& key) {
        key = key_of_client();
        return client == "test";
    };
    const neo::UnixClock clock = [] { return now; };
    const auto login = drive(neo::receive_login(in, out, key_of, clock), in, out);
    require(!login || login->verdict != neo::Verdict::accepted, "a guessed code is accepted");
    require(!login || login->name.size() <= neo::max_authentication_body, "a name out of nothing");
    if (login)
        neo::printable(login->name);
}

void run_client(Choices& choices)
{
    RecordingWriter script;
    neo::write_version(script);
    neo::write_nonce(script, neo::Nonce{});
    neo::write_result(script, choices.below(2) == 0);
    std::string bytes = script.written();
    if (choices.below(2) == 0)
        spoil(bytes, choices, false);
    const auto arrival = arrival_of(choices, bytes.size());
    ScriptedReader in(std::move(bytes), arrival);
    RecordingWriter out;
    const neo::Key key = key_of_client();
    const neo::UnixClock clock = [] { return now; };
    drive(neo::send_login(in, out, "test", key, clock), in, out);
}

} // namespace
} // namespace dmq::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    dmq::fuzz::Choices choices(data, size);
    if (choices.below(3) == 0)
        dmq::fuzz::run_client(choices);
    else
        dmq::fuzz::run_node(choices);
    return 0;
}
