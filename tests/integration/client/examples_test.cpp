// SPDX-License-Identifier: BSL-1.0
// The examples of client/examples, run as a user would.
#include "integration/client/child_node.hpp"
#include "integration/test_credentials.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

namespace dmq::test {
namespace {

class Examples : public testing::Test {
protected:
    Examples()
    {
        node_.directory().write("nodes", to_string(node_.neo()) + " # the only one\n");
        node_.directory().write("client", test_credentials());
    }

    /// What the example prints; its exit status has to be 0.
    std::string run(const std::string& name, const std::string& arguments,
                    const std::string& input = "")
    {
        const TempDir& files = node_.directory();
        files.write("input", input);
        const std::string command = DMQ_EXAMPLES "/dmq-example-" + name + " " + files / "nodes" +
            " " + files / "client" + " " + arguments + " < " + files / "input";
        FILE* const out = ::popen(command.c_str(), "r");
        std::string text;
        std::array<char, 4096> piece;
        while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), out))
            text.append(piece.data(), size);
        EXPECT_EQ(::pclose(out), 0) << text;
        return text;
    }

    ChildNode node_;
};

TEST_F(Examples, PushAndPop)
{
    EXPECT_EQ(run("push", "jobs one"), "one: stored\n");
    EXPECT_EQ(run("push", "jobs two"), "two: stored\n");
    EXPECT_EQ(run("push", "no/name three"),
              "three: bad channel name: expected letters, digits, _ and -\n");
    EXPECT_EQ(run("pop", "jobs"), "one\ntwo\n");
    EXPECT_EQ(run("pop", "jobs"), "");
}

TEST_F(Examples, Consume)
{
    run("push", "jobs one");
    run("push", "jobs two");
    EXPECT_EQ(run("consume", "jobs 2"), "one\ntwo\n");
}

TEST_F(Examples, Blocking)
{
    EXPECT_EQ(run("blocking", "jobs", "one\n\ntwo\n"), "2 of 2 acknowledged\none\n");
    EXPECT_EQ(run("blocking", "empty"), "0 of 0 acknowledged\nnothing there\n");
}

TEST_F(Examples, Coroutine)
{
    std::string expected;
    for (int i = 0; i < 10; ++i)
        expected += "record " + std::to_string(i) + "\n";
    EXPECT_EQ(run("coroutine", "jobs"), expected);
}

} // namespace
} // namespace dmq::test
