// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <config_file.hpp>
#include <failure.hpp>
#include <file_content.hpp>
#include <iterator>
#include <sstream>

namespace dmq::cli {
namespace {

constexpr std::string_view names[] = {"node", "nodes", "credentials", "legacy",
                                      "json", "quiet", "timeout",     "socket"};

std::string trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    return std::string(text.substr(0, text.find_last_not_of(blanks) + 1));
}

[[noreturn]] void fail(const std::string& file, std::size_t line, const std::string& what)
{
    throw Failure(ExitCode::usage, file + ":" + std::to_string(line) + ": " + what);
}

void add_line(ConfigValues& values, const std::string& line, const std::string& file,
              std::size_t number)
{
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos)
        fail(file, number, "expected NAME = VALUE, not \"" + line + "\"");
    const std::string name = trimmed(std::string_view(line).substr(0, equals));
    const std::string value = trimmed(std::string_view(line).substr(equals + 1));
    if (std::ranges::find(names, name) == std::end(names))
        fail(file, number,
             "\"" + name +
                 "\": expected node, nodes, credentials, legacy, json, quiet, timeout or socket");
    if (value.empty())
        fail(file, number, name + ": expected a value");
    if (name != "node" && values.contains(name))
        fail(file, number, name + " for the second time");
    values.emplace(name, value);
}

} // namespace

ConfigValues parse_config(std::string_view text, const std::string& file)
{
    ConfigValues values;
    std::istringstream lines{std::string(text)};
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        line = trimmed(line);
        if (!line.empty() && line[0] != '#')
            add_line(values, line, file, number);
    }
    return values;
}

ConfigValues load_config(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (file.empty() || !std::filesystem::exists(file, ignored))
        return {};
    return parse_config(content_of(file), file.string());
}

} // namespace dmq::cli
