// SPDX-License-Identifier: BSL-1.0
#include "integration/cli/dmq_fixture.hpp"

#include "integration/test_credentials.hpp"

#include <cstdlib>
#include <sys/wait.h>

namespace dmq::test {

DmqProgram::DmqProgram()
{
    files.write("key", test_credentials());
    files.write("nodes", to_string(node.neo()) + "\n");
}

std::string DmqProgram::script(const std::string& command) const
{
    return "cd '" + files / "" +
        "' && unset DMQ_NODE DMQ_NODES DMQ_CREDENTIALS DMQ_LEGACY DMQ_JSON DMQ_QUIET "
        "DMQ_TIMEOUT; "
        "export DMQ_CONFIG=" +
        files / "config; DMQ='" DMQ "'\n" + command;
}

Ran DmqProgram::shell(const std::string& command) const
{
    files.write("script", script("{ " + command + "\n} >out.txt 2>err.txt"));
    const int status = std::system(("bash " + files / "script").c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, files.read("out.txt"),
            files.read("err.txt")};
}

Ran DmqProgram::dmq(const std::string& arguments, const std::string& input) const
{
    files.write("input", input);
    return shell("$DMQ --nodes nodes --credentials key " + arguments + " <input");
}

Ran DmqProgram::legacy(const std::string& arguments, const std::string& input) const
{
    files.write("input", input);
    return shell("$DMQ --legacy --node " + to_string(node.legacy()) + " " + arguments + " <input");
}

} // namespace dmq::test
