// SPDX-License-Identifier: BSL-1.0
// What dmq bench prints, and what it refuses before it touches a node.
#include <dmq/protocol/neo_auth.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bench_text.hpp>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using testing::HasSubstr;

bench::Result result_of(double seconds)
{
    bench::Result result;
    result.records = 1000;
    result.seconds = seconds;
    return result;
}

TEST(BenchText, HasThroughput)
{
    bench::Workload workload;
    workload.record_size = 1024;
    EXPECT_EQ(bench_text(workload, result_of(2)),
              "1000 records of 1024 bytes in 2.000 s: 500/s, 500.0 KiB/s\n");
    EXPECT_EQ(bench_json(result_of(2)),
              "{\"records\":1000,\"seconds\":2.000,\"per_second\":500}\n");
    EXPECT_THAT(bench_text(workload, result_of(0)), HasSubstr("s: 0/s, 0 B/s"));
}

TEST(BenchText, HasLatencyIfThereIsOne)
{
    bench::Result result = result_of(2);
    result.latency = {1000, 10.4, 20, 30, 40.6};
    EXPECT_THAT(bench_text({}, result),
                HasSubstr("\nlatency in us: median 10, 99 % 20, 99.9 % 30, highest 41\n"));
    EXPECT_THAT(bench_json(result),
                HasSubstr("\"p50_us\":10,\"p99_us\":20,\"p999_us\":30,\"max_us\":41}"));
}

TEST(BenchText, KeysAreHexadecimal)
{
    neo::Key key{};
    key[0] = std::byte{0xab};
    key[127] = std::byte{1};
    EXPECT_EQ(neo::hexadecimal(key), "ab" + std::string(252, '0') + "01");
}

TEST(Bench, RefusesWhatCannotBe)
{
    const std::pair<std::vector<std::string>, const char*> cases[] = {
        {{"bench", "--work", "pop"}, "--work: \"pop\": expected flow or push"},
        {{"bench", "--size", "23"}, "--size: expected 24 to 10000000"},
        {{"bench", "--records", "0"}, "--records: \"0\" is not a number from 1"},
        {{"bench", "--depth", "1001"}, "--depth: expected 1 to 1000"},
        {{"bench", "jobs"}, "too many arguments"},
    };
    for (const auto& [arguments, text] : cases) {
        const test::Result result = test::run(arguments);
        EXPECT_EQ(result.code, 2) << result.err;
        EXPECT_THAT(result.err, HasSubstr(text));
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    }
}

} // namespace
} // namespace dmq::cli
