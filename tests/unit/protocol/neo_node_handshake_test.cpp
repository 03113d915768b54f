// SPDX-License-Identifier: BSL-1.0
// The node's side of the neo handshake: neo-protocol §3.1, §3.3, every cut of the input.
#include "unit/protocol/neo_handshake_run.hpp"

#include <dmq/protocol/neo_error.hpp>
#include <dmq/protocol/neo_message.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace dmq::neo {
namespace {

using support::arr;
using support::Arrival;
using support::hex;
using support::RecordingWriter;
using support::ScriptedReader;
using support::u64;
using test::accepted_message;
using test::clock_of_test;
using test::counting_key;
using test::drive;
using test::Ended;
using test::message;
using test::recorded_time;
using test::rejected_message;

const KeyLookup keys_of_test = [](std::string_view name, Key& key) {
    if (name == "test")
        key = counting_key();
    return name == "test";
};

/// A client of the node under test: it can use the nonce, which the node makes up.
class Client {
public:
    std::string name = "test";
    std::uint64_t time = recorded_time;
    Key key = counting_key();

    /// Up to where the node must answer.
    std::string opening() const { return "\x01" + message(u64(time)); }
    std::string credentials(Bytes node_output) const
    {
        Nonce nonce;
        std::ranges::copy(node_output.subspan(1 + MessageHeader::size, nonce.size()),
                          nonce.begin());
        const AuthCode code = make_auth_code(key, time, nonce);
        return message(arr(name) + test::string_of(code));
    }
};

/// Hands the client's credentials over as soon as the nonce is there.
class AnsweringReader final : public IByteReader {
public:
    AnsweringReader(const Client& client, RecordingWriter& out)
        : client_(client), out_(out), bytes_(client.opening())
    {
    }
    Bytes buffered() const noexcept override { return bytes_of(bytes_).subspan(head_); }
    void consume(std::size_t size) noexcept override { head_ += size; }
    bool ended() const noexcept override { return false; }
    void park(ReadGoal&, std::coroutine_handle<> waiting) override
    {
        out_.send();
        bytes_ += client_.credentials(bytes_of(out_.sent()));
        waiting.resume();
    }

private:
    const Client& client_;
    RecordingWriter& out_;
    std::string bytes_;
    std::size_t head_ = 0;
};

struct NodeRun {
    Login login;
    std::string result; // the last message to the client
};

NodeRun run_node(const Client& client)
{
    RecordingWriter out;
    AnsweringReader in(client, out);
    const UnixClock clock = clock_of_test;
    const auto task = receive_login(in, out, keys_of_test, clock);
    EXPECT_TRUE(task.start());
    const std::string written = out.written();
    return {task.result(), written.substr(1 + test::recorded_nonce_message.size())};
}

TEST(NeoNodeSide, accepts_a_client_it_knows)
{
    const NodeRun run = run_node({});
    EXPECT_EQ(run.login.verdict, Verdict::accepted);
    EXPECT_EQ(run.login.name, "test");
    EXPECT_EQ(run.result, accepted_message);
}

TEST(NeoNodeSide, rejects_others_and_says_whom)
{
    const std::pair<Client, Verdict> cases[] = {
        {{"", recorded_time, counting_key()}, Verdict::empty_name},
        {{std::string(101, 'n'), recorded_time, counting_key()}, Verdict::name_too_long},
        {{std::string(927, 'n'), recorded_time, counting_key()}, Verdict::name_too_long},
        {{"a b", recorded_time, counting_key()}, Verdict::bad_name},
        {{"nobody", recorded_time, counting_key()}, Verdict::unknown_client},
        {{"test", 0, counting_key()}, Verdict::bad_timestamp},
        {{"test", std::uint64_t{1} << 63, counting_key()}, Verdict::bad_timestamp},
        {{"test", recorded_time - 1801, counting_key()}, Verdict::timestamp_out_of_range},
        {{"test", recorded_time + 1801, counting_key()}, Verdict::timestamp_out_of_range},
        {{"test", recorded_time, Key{}}, Verdict::wrong_code},
    };
    for (const auto& [client, verdict] : cases) {
        const NodeRun run = run_node(client);
        EXPECT_EQ(run.login.verdict, verdict) << describe(verdict);
        EXPECT_EQ(run.login.name, client.name);
        EXPECT_EQ(run.result, rejected_message);
    }
}

/// The node with a client that cannot know the nonce.
Ended<Login> run_node(std::string input, RecordingWriter& out, Arrival arrival = {})
{
    ScriptedReader in(std::move(input), std::move(arrival));
    const UnixClock clock = clock_of_test;
    const auto task = receive_login(in, out, keys_of_test, clock);
    return drive(task, in, out);
}

const std::string blind_input = Client().opening() +
    message(arr("test") + hex(test::recorded_code));

TEST(NeoNodeSide, understands_input_that_is_cut_anywhere)
{
    for (std::size_t cut = 0; cut <= blind_input.size(); ++cut) {
        RecordingWriter out;
        const auto ended = run_node(blind_input, out, Arrival::cut_at(cut));
        ASSERT_TRUE(ended.value) << cut;
        EXPECT_EQ(ended.value->verdict, Verdict::wrong_code);
        EXPECT_EQ(out.sent().substr(15), rejected_message) << "sent before the task ends";
    }
}

TEST(NeoNodeSide, ends_when_the_client_leaves_anywhere)
{
    for (std::size_t size = 0; size < blind_input.size(); ++size) {
        RecordingWriter out;
        const auto ended = run_node(blind_input.substr(0, size), out,
                                    Arrival::whole().then_close());
        EXPECT_TRUE(ended.peer_gone) << size;
    }
}

TEST(NeoNodeSide, answers_after_the_version_only)
{
    RecordingWriter out;
    run_node("", out);
    EXPECT_EQ(out.sent(), "");
    run_node("\x01", out);
    EXPECT_EQ(out.sent(), "\x01");
}

TEST(NeoNodeSide, answers_a_wrong_version_before_it_closes)
{
    for (const char version : {'\0', '\2', '\xff'}) {
        RecordingWriter out;
        const auto ended = run_node(std::string(1, version) + blind_input, out);
        EXPECT_EQ(ended.error, Error::bad_version);
        EXPECT_EQ(out.sent(), "\x01");
    }
}

TEST(NeoNodeSide, closes_without_a_result_on_malformed_input)
{
    const std::string code = hex(test::recorded_code);
    const std::string request = hex("01 0900000000000000 08 0100000000000000 fd");
    const std::string opening = Client().opening();
    const std::pair<std::string, Error> cases[] = {
        {"\x01" + message(u64(1).substr(1)), Error::malformed_payload},
        {"\x01" + message(u64(1) + "x"), Error::malformed_payload},
        {"\x01" + request, Error::unexpected_type},
        {"\x01" + message(std::string(1000, 'x')), Error::auth_too_long},
        {opening + message(arr("test") + code + "x"), Error::malformed_payload},
        {opening + message(arr("test") + code.substr(1)), Error::malformed_payload},
        {opening + message(u64(1000) + "test" + code), Error::malformed_payload},
        {opening + message(""), Error::malformed_payload},
        {opening + request, Error::unexpected_type},
    };
    for (const auto& [input, error] : cases) {
        RecordingWriter out;
        EXPECT_EQ(run_node(input, out).error, error);
        const bool answered = input.starts_with(opening);
        EXPECT_EQ(out.written().size(), answered ? 15U : 1U) << "nothing behind the nonce";
    }
}

TEST(NeoNodeSide, reads_the_clock_once_behind_the_version_exchange)
{
    int calls = 0;
    const UnixClock clock = [&] { return ++calls, recorded_time; };
    RecordingWriter out;
    ScriptedReader in(blind_input, Arrival::cut_at(0));
    const auto task = receive_login(in, out, keys_of_test, clock);
    task.start();
    EXPECT_EQ(calls, 0);
    in.step();
    EXPECT_EQ(calls, 1);
    while (out.step()) { }
    EXPECT_TRUE(task.done());
    EXPECT_EQ(calls, 1);
}

TEST(NeoNodeSide, lets_a_failure_of_the_key_lookup_through)
{
    const KeyLookup broken = [](std::string_view, Key&) -> bool { throw std::range_error("disk"); };
    const UnixClock clock = clock_of_test;
    RecordingWriter out;
    ScriptedReader in(blind_input);
    const auto task = receive_login(in, out, broken, clock);
    EXPECT_TRUE(task.start());
    EXPECT_THROW(task.result(), std::range_error);
    EXPECT_EQ(out.written().size(), 15U);
}

TEST(NeoNodeSide, leaves_what_is_pipelined_behind_the_credentials)
{
    ScriptedReader in(blind_input + "request");
    const UnixClock clock = clock_of_test;
    RecordingWriter out;
    const auto task = receive_login(in, out, keys_of_test, clock);
    drive(task, in, out);
    EXPECT_EQ(in.rest(), "request");
}

} // namespace
} // namespace dmq::neo
