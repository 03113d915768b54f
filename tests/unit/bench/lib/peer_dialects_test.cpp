// SPDX-License-Identifier: BSL-1.0
// What the load generator makes of answers of other servers.
#include "dialect_run.hpp"

namespace dmq::bench {
namespace {

template <Dialect dialect, Role role> std::unique_ptr<IProtocol> in()
{
    return make_protocol(dialect, {role, "c", "", false}, {});
}

TEST(RedisDialect, PushesToAList)
{
    constexpr auto make = in<Dialect::redis, Role::push>;
    EXPECT_EQ(request(make, "abc"), "*3\r\n$5\r\nRPUSH\r\n$1\r\nc\r\n$3\r\nabc\r\n");
    expect_news(make, ":1\r\n:2\r\n", {"stored", "stored"});
    expect_refusal(make, "-OOM command not allowed\r\n");
}

TEST(RedisDialect, PopsFromAList)
{
    constexpr auto make = in<Dialect::redis, Role::pop>;
    EXPECT_EQ(request(make, ""), "*2\r\n$4\r\nLPOP\r\n$1\r\nc\r\n");
    expect_news(make, "$4\r\na\r\nb\r\n$1\r\nc\r\n", {"a\r\nb", "c"});
    expect_refusal(make, "$-1\r\n");
}

TEST(RedisDialect, ConsumesAListByBlockingPops)
{
    const std::string said = expect_news(in<Dialect::redis, Role::consume>,
                                         "*2\r\n$1\r\nc\r\n$2\r\nab\r\n", {"ab"});
    EXPECT_EQ(said, "*3\r\n$5\r\nBLPOP\r\n$1\r\nc\r\n$1\r\n0\r\n");
}

TEST(RedisDialect, ReadsAStreamOnFromTheLastEntry)
{
    const std::string said = expect_news(
        in<Dialect::redis_stream, Role::consume>,
        "*1\r\n*2\r\n$1\r\nc\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nr\r\n$2\r\nab\r\n"
        "*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nr\r\n$1\r\nc\r\n",
        {"ab", "c"});
    EXPECT_TRUE(said.ends_with("$1\r\nc\r\n$3\r\n1-1\r\n")) << said;
}

TEST(RedisDialect, AddsToAStream)
{
    constexpr auto make = in<Dialect::redis_stream, Role::push>;
    EXPECT_TRUE(request(make, "abc").ends_with("$1\r\n*\r\n$1\r\nr\r\n$3\r\nabc\r\n"));
    expect_news(make, "$3\r\n1-0\r\n", {"stored"});
}

TEST(NatsDialect, PublishesAndConsumes)
{
    EXPECT_EQ(request(in<Dialect::nats, Role::produce>, "abc"), "PUB c 3\r\nabc\r\n");
    const std::string said = expect_news(in<Dialect::nats, Role::consume>,
                                         "MSG c 1 4\r\na\r\nb\r\nPING\r\nMSG c 1 r 1\r\nd\r\n",
                                         {"a\r\nb", "d"});
    EXPECT_EQ(said, "PONG\r\n");
    expect_refusal(in<Dialect::nats, Role::consume>, "-ERR 'Slow Consumer'\r\n");
    EXPECT_THROW((in<Dialect::nats, Role::push>()), std::runtime_error);
}

TEST(JetStreamDialect, TakesAcknowledgements)
{
    constexpr auto make = in<Dialect::jetstream, Role::push>;
    const std::string published = request(make, "abc");
    EXPECT_TRUE(published.starts_with("PUB c _INBOX.bench.")) << published;
    EXPECT_TRUE(published.ends_with(" 3\r\nabc\r\n")) << published;
    EXPECT_NE(request(make, "abc"), published) << "each connection has answers of its own";
    const std::string acknowledgement = R"({"stream":"c", "seq":1})";
    expect_news(make,
                "MSG _INBOX.bench.1 1 " + std::to_string(acknowledgement.size()) + "\r\n" +
                    acknowledgement + "\r\n",
                {"stored"});
    expect_refusal(make, "MSG _INBOX.bench.1 1 12\r\n{\"error\":{}}\r\n");
}

TEST(BeanstalkdDialect, Puts)
{
    constexpr auto make = in<Dialect::beanstalkd, Role::push>;
    EXPECT_EQ(request(make, "abc"), "put 0 0 60 3\r\nabc\r\n");
    expect_news(make, "INSERTED 1\r\nINSERTED 2\r\n", {"stored", "stored"});
    expect_refusal(make, "DRAINING\r\n");
}

TEST(BeanstalkdDialect, DeletesWhatItReserved)
{
    constexpr auto make = in<Dialect::beanstalkd, Role::pop>;
    EXPECT_EQ(expect_news(make, "RESERVED 7 4\r\na\r\nb\r\nDELETED\r\n", {"a\r\nb"}),
              "delete 7\r\n");
    EXPECT_EQ(expect_news(in<Dialect::beanstalkd, Role::consume>, "RESERVED 7 1\r\na\r\n", {"a"}),
              "delete 7\r\nreserve\r\n");
    expect_refusal(make, "TIMED_OUT\r\n");
}

TEST(MemcachedDialect, SetsAndGetsKeyByKey)
{
    EXPECT_EQ(request(in<Dialect::memcached, Role::push>, "abc"), "set c4 0 0 3\r\nabc\r\n");
    EXPECT_EQ(request(in<Dialect::memcached, Role::pop>, ""), "get c4\r\n");
    expect_news(in<Dialect::memcached, Role::push>, "STORED\r\nSTORED\r\n", {"stored", "stored"});
    expect_news(in<Dialect::memcached, Role::pop>, "VALUE c4 0 4\r\na\r\nb\r\nEND\r\n", {"a\r\nb"});
    expect_refusal(in<Dialect::memcached, Role::pop>, "END\r\n");
}

TEST(Dialects, HaveNames)
{
    EXPECT_EQ(dialect_of("redis-stream"), Dialect::redis_stream);
    EXPECT_EQ(dialect_of("legacy"), Dialect::legacy);
    EXPECT_EQ(dialect_of("Legacy"), std::nullopt);
}

} // namespace
} // namespace dmq::bench
