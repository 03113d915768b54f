// SPDX-License-Identifier: BSL-1.0
// Nodes that are full, and nodes that die in the middle of a command: nothing is lost.
#include "integration/cli/dmq_fixture.hpp"
#include "integration/cli/dying_proxy.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace dmq::test {
namespace {

using testing::HasSubstr;

/// The number that stands behind the text.
std::uint64_t number_behind(const std::string& all, const std::string& text)
{
    const std::size_t at = all.find(text);
    EXPECT_NE(at, std::string::npos) << all;
    return at == std::string::npos ? 0 : std::stoull(all.substr(at + text.size()));
}

std::set<std::string> lines_of(const std::string& text)
{
    std::set<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.insert(line);
    return lines;
}

std::string numbered_lines(int count, std::size_t length)
{
    std::string lines;
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        lines += number + std::string(length - number.size(), ' ') + "\n";
    }
    return lines;
}

/// Has room for a megabyte.
void make_small(ChildNode& node)
{
    node.stop();
    std::string config = node.directory().read("etc/config.ini");
    const std::string large = "channel_size_limit = 500000000";
    config.replace(config.find(large), large.size(), "channel_size_limit = 1000000");
    node.directory().write("etc/config.ini", config + "[Overflow]\nmax_overflow_bytes = 0\n");
    node.start();
}

TEST_F(DmqProgram, SaysHowMuchAFullNodeHasTaken)
{
    make_small(node);
    const Ran full = dmq("produce jobs", numbered_lines(3'000, 999));
    EXPECT_EQ(full.code, 4);
    EXPECT_EQ(full.out, "");
    EXPECT_EQ(std::count(full.err.begin(), full.err.end(), '\n'), 1) << full.err;
    EXPECT_THAT(full.err, HasSubstr("records sent were acknowledged, the first without is record"));
    const std::uint64_t held = number_behind(channels(), "\"records\":");
    EXPECT_GT(held, 0U);
    EXPECT_THAT(full.err, HasSubstr(": " + std::to_string(held) + " of "));
    const Ran one = dmq("push jobs " + std::string(999, 'x'));
    EXPECT_EQ(one.code, 1) << "nothing at all was acknowledged";
    EXPECT_THAT(one.err, HasSubstr(": 0 of 1 records sent were acknowledged"));
}

class Moving : public DmqProgram {
protected:
    Moving() { files.write("other", to_string(other.neo()) + "\n"); }
    /// How many records the message says were moved.
    static std::size_t moved_of(const std::string& message)
    {
        const std::size_t end = message.find(" records were moved");
        const std::size_t begin = message.rfind(' ', end - 1) + 1;
        EXPECT_NE(end, std::string::npos) << message;
        return end == std::string::npos ? 0 : std::stoul(message.substr(begin, end - begin));
    }
    std::set<std::string> in_other()
    {
        return lines_of(shell("$DMQ --nodes other --credentials key pop jobs --count all").out);
    }
    /// What stayed, also for a consumer of the channel.
    std::set<std::string> in_source(std::size_t count)
    {
        return lines_of(dmq("consume jobs --count " + std::to_string(count)).out);
    }

    ChildNode other;
};

TEST_F(Moving, ATargetThatDiesLosesNothing)
{
    const std::string lines = numbered_lines(20'000, 99);
    dmq("produce jobs", lines);
    const DyingProxy proxy(other.neo(), 1'000'000);
    files.write("target", to_string(proxy.address()) + "\n");
    const Ran moved = dmq("move jobs jobs --to-nodes target");
    EXPECT_EQ(moved.code, 4) << moved.err;
    EXPECT_EQ(std::count(moved.err.begin(), moved.err.end(), '\n'), 1) << moved.err;
    EXPECT_THAT(moved.err, HasSubstr("records were moved, the others stay where they were"));
    const std::size_t left = 20'000 - moved_of(moved.err);
    std::set<std::string> all = in_other();
    EXPECT_GE(all.size(), 20'000 - left);
    EXPECT_LT(all.size(), 20'000U) << "it died before the end";
    all.merge(in_source(left));
    EXPECT_EQ(all.size(), 20'000U);
}

TEST_F(Moving, ASourceThatDiesAnywhereLosesNothing)
{
    dmq("produce jobs", numbered_lines(20'000, 99));
    int code = -1;
    for (std::size_t bytes = 100; code != 0; bytes += 100) {
        const DyingProxy proxy(node.neo(), bytes);
        files.write("source", to_string(proxy.address()) + "\n");
        const Ran moved = shell("$DMQ --nodes source --credentials key move jobs jobs --to-nodes "
                                "other");
        code = moved.code;
        EXPECT_THAT(code, testing::AnyOf(0, 3, 4)) << moved.err;
        EXPECT_EQ(std::count(moved.err.begin(), moved.err.end(), '\n'), code == 0 ? 0 : 1)
            << moved.err;
    }
    EXPECT_THAT(channels(), HasSubstr("{\"channel\":\"jobs\",\"records\":0,"))
        << "it says that all was moved";
    EXPECT_EQ(in_other().size(), 20'000U);
}

TEST_F(Moving, ATargetThatIsFullLosesNothing)
{
    make_small(other);
    dmq("produce jobs", numbered_lines(20'000, 99));
    const Ran moved = dmq("move jobs jobs --to-nodes other");
    EXPECT_EQ(moved.code, 4) << moved.err;
    std::set<std::string> all = in_other();
    EXPECT_LT(all.size(), 20'000U);
    all.merge(in_source(20'000 - moved_of(moved.err)));
    EXPECT_EQ(all.size(), 20'000U);
}

} // namespace
} // namespace dmq::test
