// SPDX-License-Identifier: BSL-1.0
// Each request's bytes, each answer however it is cut, and each way to lose the connection.
#include <dmq/client/legacy_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>
#include <unit/client/fake_node.hpp>

namespace dmq::client {
namespace {

using namespace dmq::test;
using legacy::Command;
using testing::HasSubstr;

const std::vector<std::string> both{"a", "bc"};
const std::string address_part = array("10.0.0.1") + integer16(4711);

struct Case {
    const char* name;
    std::string request;
    std::string answer;
    std::function<std::string(LegacyConnection&)> call; // gives the answer as text
};

void PrintTo(const Case& request, std::ostream* out) { *out << request.name; }

std::string text(Status status) { return describe(status); }
std::string text(const Answer<std::string>& a) { return text(a.status) + " " + a.value; }
std::string text(const Answer<std::vector<std::string>>& answer)
{
    std::string all = text(answer.status);
    for (const std::string& name : answer.value)
        all += " " + name;
    return all;
}
std::string text(const Answer<Size>& a)
{
    return text(a.status) + " " + a.value.address + ":" + std::to_string(a.value.port) + " " +
        std::to_string(a.value.records) + " " + std::to_string(a.value.bytes);
}
std::string text(const Answer<Count>& a)
{
    return text(a.status) + " " + a.value.address + ":" + std::to_string(a.value.port) + " " +
        std::to_string(a.value.count);
}

const std::string ok = status(200);
const std::string size_answer = ok + address_part + integer64(3) + integer64(99);
const std::string count_answer = ok + address_part + integer64(7);

const std::pair<Case, std::string> cases[] = {
    {{"push", command(Command::push) + array("ch") + array("record"), ok,
      [](auto& c) { return text(c.push("ch", "record")); }},
     "ok (200)"},
    {{"push_empty", command(Command::push) + array("ch") + array(""), status(408),
      [](auto& c) { return text(c.push("ch", "")); }},
     "empty record (408)"},
    {{"pop", command(Command::pop) + array("ch"), ok + array("record"),
      [](auto& c) { return text(c.pop("ch")); }},
     "ok (200) record"},
    {{"pop_empty", command(Command::pop) + array("ch"), ok + array(""),
      [](auto& c) { return text(c.pop("ch")); }},
     "ok (200) "},
    {{"pop_unknown", command(Command::pop) + array("ch"), status(500),
      [](auto& c) { return text(c.pop("ch")); }},
     "node error (500) "},
    {{"push_multi", command(Command::push_multi) + list(both) + array("r"), ok,
      [](auto& c) { return text(c.push_multi(both, "r")); }},
     "ok (200)"},
    {{"push_multi2", command(Command::push_multi2) + list(both) + array("r"), ok + list({"bc"}),
      [](auto& c) { return text(c.push_multi2(both, "r")); }},
     "ok (200) bc"},
    {{"push_multi2_full", command(Command::push_multi2) + list(both) + array("r"), status(407),
      [](auto& c) { return text(c.push_multi2(both, "r")); }},
     "channel is full (407)"},
    {{"remove_channel", command(Command::remove_channel) + array("ch"), status(409),
      [](auto& c) { return text(c.remove_channel("ch")); }},
     "bad channel name (409)"},
    {{"get_channels", command(Command::get_channels), ok + list(both),
      [](auto& c) { return text(c.get_channels()); }},
     "ok (200) a bc"},
    {{"get_channel_size", command(Command::get_channel_size) + array("ch"), size_answer,
      [](auto& c) { return text(c.get_channel_size("ch")); }},
     "ok (200) 10.0.0.1:4711 3 99"},
    {{"get_size", command(Command::get_size), size_answer,
      [](auto& c) { return text(c.get_size()); }},
     "ok (200) 10.0.0.1:4711 3 99"},
    {{"get_size_limit", command(Command::get_size_limit), count_answer,
      [](auto& c) { return text(c.get_size_limit()); }},
     "ok (200) 10.0.0.1:4711 7"},
    {{"get_num_connections", command(Command::get_num_connections), count_answer,
      [](auto& c) { return text(c.get_num_connections()); }},
     "ok (200) 10.0.0.1:4711 7"},
    {{"get_num_connections_old", command(Command::get_num_connections), status(406),
      [](auto& c) { return text(c.get_num_connections()); }},
     "not supported (406) :0 0"},
};

class LegacyRequests : public testing::TestWithParam<std::pair<Case, std::string>> { };

INSTANTIATE_TEST_SUITE_P(All, LegacyRequests, testing::ValuesIn(cases),
                         [](const auto& suite) { return suite.param.first.name; });

TEST_P(LegacyRequests, AreSentAndAnswered)
{
    const auto& [request, result] = GetParam();
    FakeNode node([&request = request](Peer& peer) {
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(peer.read(request.request.size()), request.request);
            peer.send(request.answer);
        }
        EXPECT_EQ(peer.read_to_end(), "");
    });
    LegacyConnection connection(node.address());
    EXPECT_EQ(request.call(connection), result);
    EXPECT_EQ(request.call(connection), result);
    connection.close();
}

TEST_P(LegacyRequests, AreAnsweredByteByByte)
{
    const auto& [request, result] = GetParam();
    FakeNode node([&request = request](Peer& peer) {
        peer.read(request.request.size());
        peer.send_bytewise(request.answer);
    });
    LegacyConnection connection(node.address());
    EXPECT_EQ(request.call(connection), result);
}

TEST_P(LegacyRequests, FailWhenTheNodeLeavesAfterAnyByte)
{
    const Case& request = GetParam().first;
    for (std::size_t size = 0; size < request.answer.size(); ++size) {
        FakeNode node(request.request, request.answer.substr(0, size));
        LegacyConnection connection(node.address());
        try {
            request.call(connection);
            ADD_FAILURE() << "answered by " << size << " bytes";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::lost);
            EXPECT_THAT(error.what(), HasSubstr(to_string(node.address()) + ": the node closed"));
        }
        EXPECT_FALSE(connection.open());
        EXPECT_THROW(connection.get_size(), Error);
    }
}

Error::Kind kind_of(const std::function<void()>& call, const std::string& expected_text)
{
    try {
        call();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr(expected_text));
        return error.kind();
    }
    throw std::runtime_error("no error: " + expected_text);
}

TEST(LegacyConnection, NamesTheNodeThatCannotBeReached)
{
    const Address address = closed_address();
    const std::string text = "cannot connect to " + to_string(address) + ": Connection refused";
    EXPECT_EQ(kind_of([&] { LegacyConnection connection(address); }, text), Error::Kind::connect);
    EXPECT_EQ(kind_of(
                  [] {
                      LegacyConnection connection({"no-such-host.invalid", 1});
                  },
                  "cannot connect to no-such-host.invalid:1: "),
              Error::Kind::connect);
}

TEST(LegacyConnection, RefusesNonsense)
{
    const std::pair<std::string, const char*> nonsense[] = {
        {status(201), "unknown status 201 in the answer to Pop"},
        {status(0), "unknown status 0"},
        {ok + integer64(10 * 1024 * 1024 + 1), "longer than 10485760"},
        {ok + std::string(8, '\xff'), "longer than 10485760"},
    };
    for (const auto& [answer, text] : nonsense) {
        FakeNode node(command(Command::pop) + array("ch"), answer);
        LegacyConnection connection(node.address());
        EXPECT_EQ(kind_of([&] { connection.pop("ch"); }, text), Error::Kind::protocol);
        EXPECT_FALSE(connection.open());
    }
}

TEST(LegacyConnection, CarriesTheLongestRecord)
{
    const std::string record(legacy::max_array, 'x');
    FakeNode node([&](Peer& peer) {
        EXPECT_EQ(peer.read_push(), record);
        peer.send(ok);
        peer.read(4 + 10);
        peer.send(ok + array(record));
    });
    LegacyConnection connection(node.address());
    EXPECT_EQ(connection.push("ch", record), Status::ok);
    EXPECT_EQ(connection.pop("ch").value, record);
}

TEST(LegacyConnection, GivesUpOnASilentNode)
{
    FakeNode node([](Peer& peer) { peer.read_to_end(); });
    LegacyConnection connection(node.address(), {.answer_timeout = std::chrono::milliseconds(10)});
    EXPECT_EQ(kind_of([&] { connection.pop("ch"); }, "no answer to Pop within 10 ms"),
              Error::Kind::timeout);
}

TEST(LegacyConnection, StopsWaitingOnRequest)
{
    FakeNode node([](Peer& peer) { peer.read_to_end(); });
    const int stop = ::eventfd(0, EFD_CLOEXEC);
    LegacyConnection connection(node.address(), {.stop_fd = stop});
    const std::uint64_t one = 1;
    EXPECT_EQ(::write(stop, &one, sizeof one), static_cast<ssize_t>(sizeof one));
    EXPECT_EQ(kind_of([&] { connection.pop("ch"); }, "interrupted"), Error::Kind::interrupted);
    EXPECT_FALSE(connection.open());
    ::close(stop);
}

TEST(LegacyConnection, SurvivesAReset)
{
    FakeNode node([](Peer& peer) {
        peer.read(1);
        peer.reset();
    });
    LegacyConnection connection(node.address());
    EXPECT_EQ(
        kind_of([&] { connection.push("ch", std::string(5'000'000, 'x')); }, "the node closed"),
        Error::Kind::lost);
}

} // namespace
} // namespace dmq::client
