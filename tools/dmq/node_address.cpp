// SPDX-License-Identifier: BSL-1.0
#include <failure.hpp>
#include <fstream>
#include <node_address.hpp>

namespace dmq::cli {
namespace {

namespace fs = std::filesystem;

client::Address parse(const std::string& text, const std::string& source)
{
    if (auto address = client::parse_address(text))
        return *address;
    throw Failure(ExitCode::usage, source + ": \"" + text + "\" is not an address HOST:PORT");
}

fs::path find_file(fs::path directory)
{
    while (!directory.empty()) {
        std::error_code ignored;
        fs::path file = directory / "run" / "dmq.node";
        if (fs::is_regular_file(file, ignored))
            return file;
        if (directory == directory.parent_path())
            break;
        directory = directory.parent_path();
    }
    return {};
}

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

client::Address node_address(const std::string& option, const Io& io)
{
    if (!option.empty())
        return parse(option, "--node");
    if (!io.dmq_node.empty())
        return parse(io.dmq_node, "environment variable DMQ_NODE");
    if (const fs::path file = find_file(io.directory); !file.empty())
        return parse(first_line(file), file.string());
    return {"127.0.0.1", 10000};
}

} // namespace dmq::cli
