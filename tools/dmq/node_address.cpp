// SPDX-License-Identifier: BSL-1.0
#include <failure.hpp>
#include <fstream>
#include <node_address.hpp>

namespace dmq::cli {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file)
{
    std::ifstream stream(file);
    std::string line;
    if (!stream)
        throw Failure(ExitCode::io, "cannot open " + file.string());
    std::getline(stream, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    return line;
}

} // namespace

client::Address parse_node(const std::string& text, const std::string& source)
{
    if (auto address = client::parse_address(text))
        return *address;
    throw Failure(ExitCode::usage, source + ": \"" + text + "\" is not an address HOST:PORT");
}

fs::path find_run_directory(fs::path directory)
{
    while (!directory.empty()) {
        std::error_code ignored;
        if (fs::is_regular_file(directory / "run" / "dmq.node", ignored))
            return directory / "run";
        if (directory == directory.parent_path())
            break;
        directory = directory.parent_path();
    }
    return {};
}

client::Address node_address(const std::string& option, const Io& io)
{
    if (!option.empty())
        return parse_node(option, "--node");
    if (!io.dmq_node.empty())
        return parse_node(io.dmq_node, "environment variable DMQ_NODE");
    if (const fs::path run = find_run_directory(io.directory); !run.empty())
        return parse_node(first_line(run / "dmq.node"), (run / "dmq.node").string());
    return {"127.0.0.1", 10000};
}

} // namespace dmq::cli
