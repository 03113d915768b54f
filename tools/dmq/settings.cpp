// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <cstdlib>
#include <failure.hpp>
#include <node_address.hpp>
#include <settings.hpp>

namespace dmq::cli {
namespace {

/// A value and what to call it in errors.
struct Found {
    std::string value;
    std::string name;
};

/// What the source calls the setting.
std::string name_in(const Source& source, std::string key)
{
    if (source.upper)
        for (char& c : key)
            c = static_cast<char>(c - 'a' + 'A');
    return source.prefix + key;
}

std::optional<Found> find(const std::vector<Source>& sources, const std::string& key)
{
    for (const Source& source : sources)
        if (const auto at = source.values.find(key); at != source.values.end())
            return Found{at->second, name_in(source, key)};
    return std::nullopt;
}

bool flag(const std::vector<Source>& sources, const std::string& key)
{
    const auto found = find(sources, key);
    if (!found)
        return false;
    if (found->value == "true" || found->value == "1")
        return true;
    if (found->value == "false" || found->value == "0")
        return false;
    throw Failure(ExitCode::usage, found->name + ": \"" + found->value + "\" is not true or false");
}

std::vector<client::Address> nodes_of(const Source& source)
{
    const auto [first, last] = source.values.equal_range("node");
    const auto file = source.values.find("nodes");
    if (first != last && file != source.values.end())
        throw Failure(ExitCode::usage,
                      "expected either " + name_in(source, "node") + " or " +
                          name_in(source, "nodes") + ", not both");
    if (file != source.values.end())
        return client::load_nodes(file->second);
    std::vector<client::Address> nodes;
    for (auto at = first; at != last; ++at)
        nodes.push_back(parse_node(at->second, name_in(source, "node")));
    return nodes;
}

std::vector<client::Address> named_nodes(const std::vector<Source>& sources)
{
    for (const Source& source : sources)
        if (auto nodes = nodes_of(source); !nodes.empty())
            return nodes;
    return {};
}

std::filesystem::path existing(const std::filesystem::path& file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored) ? file : std::filesystem::path();
}

/// Nobody named a node: that of run/ in the neo protocol, if it says how.
bool use_run_directory(Settings& settings, const std::filesystem::path& run)
{
    const auto neo = run.empty() ? run : existing(run / "dmq.neo");
    const auto credentials = run.empty() ? run : existing(run / "etc" / "credentials");
    if (neo.empty() || credentials.empty())
        return false;
    settings.nodes = client::load_nodes(neo.string());
    if (!settings.credentials)
        settings.credentials = client::load_credentials(credentials.string());
    return true;
}

void choose_nodes(Settings& settings, const std::vector<Source>& sources, const Io& io)
{
    const bool legacy = flag(sources, "legacy");
    if (const auto file = find(sources, "credentials"); file && !legacy)
        settings.credentials = client::load_credentials(file->value);
    settings.nodes = named_nodes(sources);
    if (!settings.nodes.empty())
        return;
    if (!legacy && use_run_directory(settings, find_run_directory(io.directory)))
        return;
    settings.nodes.push_back(node_address("", io));
}

} // namespace

Source environment_source(const Io& io)
{
    const std::pair<const char*, const char*> variables[] = {
        {"DMQ_NODES", "nodes"},   {"DMQ_CREDENTIALS", "credentials"},
        {"DMQ_LEGACY", "legacy"}, {"DMQ_JSON", "json"},
        {"DMQ_QUIET", "quiet"},   {"DMQ_TIMEOUT", "timeout"},
        {"DMQ_SOCKET", "socket"}};
    Source source{"environment variable DMQ_", true, {}};
    if (!io.dmq_node.empty())
        source.values.emplace("node", io.dmq_node);
    for (const auto& [variable, name] : variables)
        if (const auto at = io.environment.find(variable); at != io.environment.end())
            if (!at->second.empty())
                source.values.emplace(name, at->second);
    return source;
}

std::chrono::milliseconds seconds_of(const std::string& text, const std::string& name)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0')
        throw Failure(ExitCode::usage, name + ": \"" + text + "\" is not a number of seconds");
    if (!(value > 0) || value > 1e6)
        throw Failure(ExitCode::usage, name + ": expected more than 0, at most 1000000");
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(value * 1000)));
}

Settings settle(const std::vector<Source>& sources, const Io& io)
{
    Settings settings;
    settings.json = flag(sources, "json");
    settings.quiet = flag(sources, "quiet");
    if (const auto timeout = find(sources, "timeout"))
        settings.timeout = seconds_of(timeout->value, timeout->name);
    choose_nodes(settings, sources, io);
    if (const auto socket = find(sources, "socket"))
        settings.socket = socket->value;
    else if (const auto run = find_run_directory(io.directory); !run.empty())
        settings.socket = run / "dmqnode.socket";
    return settings;
}

} // namespace dmq::cli
