// SPDX-License-Identifier: BSL-1.0
// What the load generator makes of answers of both DMQ protocols.
#include "dialect_run.hpp"
#include "unit/client/fake_node.hpp"

namespace dmq::bench {
namespace {

using test::array;
using test::integer;
using test::status;

template <Role role> std::unique_ptr<IProtocol> legacy_in()
{
    return make_legacy({role, "c", "", false});
}

template <Role role> std::unique_ptr<IProtocol> neo_in()
{
    return make_neo({role, "c", "s", false}, {});
}

/// A neo message: header, request id, payload.
std::string message(std::uint64_t id, std::string_view payload)
{
    std::string header = "\1" + test::integer64(8 + payload.size());
    char parity = 0;
    for (const char byte : header)
        parity = static_cast<char>(parity ^ byte);
    return header + parity + test::integer64(id) + std::string(payload);
}

TEST(LegacyDialect, PushesAndUnderstandsAnswers)
{
    EXPECT_EQ(request(legacy_in<Role::push>, "record"), integer(1) + array("c") + array("record"));
    expect_news(legacy_in<Role::push>, status(200) + status(200), {"stored", "stored"});
    expect_refusal(legacy_in<Role::push>, status(407));
}

TEST(LegacyDialect, ProducesWithoutCommands)
{
    EXPECT_EQ(request(legacy_in<Role::produce>, "record"), array("record"));
}

TEST(LegacyDialect, PopsAndUnderstandsAnswers)
{
    EXPECT_EQ(request(legacy_in<Role::pop>, ""), integer(2) + array("c"));
    expect_news(legacy_in<Role::pop>, status(200) + array("first") + status(200) + array("second"),
                {"first", "second"});
    expect_refusal(legacy_in<Role::pop>, status(200) + array(""));
    expect_refusal(legacy_in<Role::pop>, status(500));
}

TEST(LegacyDialect, Consumes)
{
    expect_news(legacy_in<Role::consume>, array("first") + array("second"), {"first", "second"});
    expect_refusal(legacy_in<Role::consume>, array("first") + array(""));
}

TEST(LegacyDialect, HasNoSubscribers)
{
    test::FakeNode node("", "");
    const auto protocol = make_legacy({Role::consume, "c", "s", false});
    const Stream stream("127.0.0.1:" + std::to_string(node.address().port));
    EXPECT_THROW(protocol->open(stream), std::runtime_error);
}

TEST(NeoDialect, PushesAndUnderstandsAnswers)
{
    EXPECT_EQ(request(neo_in<Role::push>, "record"),
              message(5, "\1\3\1" + array("c") + array("record")));
    expect_news(neo_in<Role::push>, message(1, "\xfd") + message(1, "\1"), {"stored"});
}

TEST(NeoDialect, RefusesWhatIsNoSuccess)
{
    expect_refusal(neo_in<Role::push>, message(1, "\xfd") + message(1, "\2"));
    expect_refusal(neo_in<Role::push>, message(1, "\1"));
    expect_refusal(neo_in<Role::push>, message(1, "\xff"));
    expect_refusal(neo_in<Role::pop>, message(1, "\xfd") + message(1, "\2"));
}

TEST(NeoDialect, PopsAndUnderstandsAnswers)
{
    EXPECT_EQ(request(neo_in<Role::pop>, ""), message(5, "\2\1" + array("c")));
    expect_news(neo_in<Role::pop>, message(1, "\xfd") + message(1, "\1" + array("record")),
                {"record"});
}

TEST(NeoDialect, ContinuesAfterEachBatch)
{
    const std::string batch = message(1, "\3" + array(array("first") + array("second")));
    const std::string said = expect_news(neo_in<Role::consume>, batch + batch,
                                         {"first", "second", "first", "second"});
    EXPECT_EQ(said, message(1, "\1") + message(1, "\1"));
    expect_refusal(neo_in<Role::consume>, message(1, "\5"));
}

TEST(NeoDialect, HasNoStreamWithoutAnswers)
{
    EXPECT_THROW(neo_in<Role::produce>(), std::runtime_error);
}

} // namespace
} // namespace dmq::bench
