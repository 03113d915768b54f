// SPDX-License-Identifier: BSL-1.0
#include <dmq/plugin/channel.hpp>

#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <charconv>
#include <invocation.hpp>
#include <output.hpp>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

void parse(std::span<const std::string> arguments, const po::options_description& options,
           po::variables_map& into)
{
    po::options_description all = options;
    all.add_options()("words", po::value<std::vector<std::string>>());
    po::positional_options_description positions;
    positions.add("words", -1);
    namespace style = po::command_line_style;
    const int exact = style::unix_style & ~style::allow_guessing;
    try {
        const std::vector<std::string> copy(arguments.begin(), arguments.end());
        po::store(
            po::command_line_parser(copy).options(all).positional(positions).style(exact).run(),
            into);
    } catch (const po::error& error) {
        throw Failure(ExitCode::usage, error.what());
    }
}

/// The settings among the options.
Source source_of(const po::variables_map& options)
{
    Source source{"--", false, {}};
    for (const char* name : {"nodes", "credentials", "timeout", "socket"})
        if (options.count(name) > 0)
            source.values.emplace(name, options[name].as<std::string>());
    for (const char* name : {"legacy", "json", "quiet"})
        if (options.count(name) > 0)
            source.values.emplace(name, "true");
    if (options.count("node") > 0)
        for (const std::string& node : options["node"].as<std::vector<std::string>>())
            source.values.emplace("node", node);
    return source;
}

} // namespace

po::options_description common_options()
{
    po::options_description options("Common options");
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    options.add_options()(
        "node", po::value<std::vector<std::string>>()->composing()->value_name("HOST:PORT"),
        "a node, may be repeated; without: that of ./dev run, or "
        "127.0.0.1:10000");
    options.add_options()("nodes", text("FILE"), "the nodes, one HOST:PORT a line");
    options.add_options()("credentials", text("FILE"),
                          "one line NAME:KEY, for the neo protocol; without: the legacy one");
    options.add_options()("legacy", "speak the legacy protocol in any case");
    options.add_options()("json", "print JSON");
    options.add_options()("quiet", "show no progress on the terminal");
    options.add_options()("timeout", text("SECONDS"),
                          "for connecting (else 5) and for answers (else 30)");
    options.add_options()("help,h", "this text");
    return options;
}

po::options_description all_options(const Command& command)
{
    po::options_description options("Options");
    command.add_options(options.add_options());
    options.add(common_options());
    return options;
}

Invocation::Invocation(const Command& command, std::span<const std::string> leading,
                       std::span<const std::string> arguments, const Io& io)
    : command_(command), io_(io)
{
    parse(arguments, all_options(command), options_); // the first value that is stored counts
    if (has("words"))
        words_ = get<std::vector<std::string>>("words");
    if (has("help"))
        return;
    po::variables_map before;
    parse(leading, common_options(), before);
    check_words();
    settings_ = settle({source_of(options_), source_of(before), environment_source(io),
                        Source{io.config_file.string() + ": ", false, load_config(io.config_file)}},
                       io);
}

void Invocation::check_words() const
{
    const bool few = words_.size() < command_.min_words;
    if (few || words_.size() > command_.max_words)
        throw Failure(ExitCode::usage,
                      (few ? "too few arguments" : "too many arguments") +
                          std::string(": expected ") + std::string(command_.name) +
                          (command_.words.empty() ? "" : " " + std::string(command_.words)));
}

std::uint64_t Invocation::count(const std::string& option) const
{
    if (!has(option))
        return 0;
    const auto& text = get<std::string>(option);
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || value == 0)
        throw Failure(ExitCode::usage, "--" + option + ": \"" + text + "\" is not a number from 1");
    return value;
}

std::chrono::milliseconds Invocation::seconds(const std::string& option) const
{
    return seconds_of(get<std::string>(option), "--" + option);
}

void Invocation::require_neo(const std::string& what) const
{
    if (legacy())
        throw Failure(ExitCode::usage,
                      what + " needs the neo protocol: give --credentials and a neo port");
}

const std::string& Invocation::channel() const { return channel_at(0); }

const std::string& Invocation::channel_at(std::size_t word) const
{
    const std::string& name = words_.at(word);
    if (!valid_channel_name(name))
        throw Failure(ExitCode::usage,
                      "channel name \"" + name +
                          "\": expected one or more of A-Z, a-z, 0-9, '_' and '-'");
    return name;
}

client::LegacyConnection Invocation::connect(On stop) const
{
    client::Options options;
    if (stop != On::nothing)
        options.stop_fd = io_.stop_fd;
    if (stop == On::signals_and_hangup)
        options.hangup_fd = io_.out;
    if (settings_.timeout)
        options.connect_timeout = options.answer_timeout = *settings_.timeout;
    if (settings_.nodes.size() > 1)
        throw Failure(ExitCode::usage, "the legacy protocol: expected one node, not several");
    return client::LegacyConnection(settings_.nodes.front(), options);
}

void Invocation::say(const std::string& text) const
{
    write_all(io_.err, "dmq " + std::string(command_.name) + ": " + text + "\n");
}

} // namespace dmq::cli
