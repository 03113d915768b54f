// SPDX-License-Identifier: BSL-1.0
// Runs dmq as a user does, against real nodes.
#pragma once

#include "integration/client/child_node.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dmq::test {

struct Ran {
    int code = -1; // exit status
    std::string out;
    std::string err;
};

/// One node, and a directory with its credentials in "key" and its address in "nodes".
class DmqProgram : public testing::Test {
protected:
    DmqProgram();

    /// What a shell has to be told for a command as it is of shell().
    std::string script(const std::string& command) const;
    /// A shell command in which $DMQ is the program; it runs in the directory, without the user's
    /// settings.
    Ran shell(const std::string& command) const;
    /// The program with these arguments, options for the node before them.
    Ran dmq(const std::string& arguments, const std::string& input = "") const;
    /// The same for the legacy port.
    Ran legacy(const std::string& arguments, const std::string& input = "") const;
    /// `dmq channels --json`.
    std::string channels() const { return dmq("channels --json").out; }

    TempDir files;
    ChildNode node;
};

} // namespace dmq::test
