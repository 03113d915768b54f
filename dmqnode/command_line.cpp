// SPDX-License-Identifier: BSL-1.0
// The options of the program.
#include "command_line.hpp"

#include <boost/program_options.hpp>

#include <sstream>
#include <string_view>

namespace dmq::node_app {
namespace {

namespace po = boost::program_options;

constexpr std::string_view introduction = R"(Usage: dmqnode -c FILE [OPTION...]
In-memory message queue node.

)";

constexpr std::string_view examples = R"(
Examples:
  dmqnode -c etc/config.ini
  dmqnode -c etc/config.ini -O 'Server.port = 20000' 'LOG.Root.level = trace'
  dmqnode -c etc/config.ini --check-config
  dmqnode --generate-credentials client1 >> etc/credentials

Signals: INT, TERM and QUIT save all records and stop; HUP reopens the log
files. Exit status: 0 success, 1 failure, 2 bad options, 3 the configuration
file cannot be read.
)";

constexpr unsigned columns = 80;

po::options_description options()
{
    using Texts = std::vector<std::string>;
    po::options_description all("Options", columns, columns / 2);
    all.add_options() //
        ("config,c", po::value<std::string>()->value_name("FILE"),
         "configuration file, by convention etc/config.ini; required") //
        ("override-config,O",
         po::value<Texts>()->multitoken()->value_name("'SECTION.KEY=VALUE'..."),
         "set entries that exist in the configuration file; an empty value removes the entry; "
         "may be repeated") //
        ("loose-config-parsing", "unknown keys in known sections are warnings, not errors") //
        ("check-config", "report everything that is wrong with the configuration, and exit") //
        ("list-plugins",
         "load the configured plugins, print what they bring and from where, and exit") //
        ("generate-credentials", po::value<std::string>()->value_name("NAME"),
         "print a line with a new random key for etc/credentials, and exit") //
        ("help,h", "show this text and exit") //
        ("version", "show the version and exit") //
        ("build-info", "show version and build attributes and exit");
    return all;
}

po::variables_map parse(const std::vector<std::string>& arguments)
{
    const auto known = options();
    // options must be spelled out: a script must not break when one more begins alike
    const auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    const auto parsed = po::command_line_parser(arguments).options(known).style(style).run();
    for (const auto& option : parsed.options) {
        if (option.string_key.empty())
            throw UsageError("unexpected argument '" + option.value.front() + "'");
    }
    po::variables_map values;
    po::store(parsed, values);
    return values;
}

Action action_of(const po::variables_map& values)
{
    using Choice = std::pair<const char*, Action>;
    for (const auto& [name, action] : {
             Choice{"help", Action::help},
             Choice{"version", Action::version},
             Choice{"build-info", Action::build_info},
             Choice{"generate-credentials", Action::generate_credentials},
             Choice{"check-config", Action::check_config},
             Choice{"list-plugins", Action::list_plugins},
         }) {
        if (values.count(name) != 0)
            return action;
    }
    return Action::run;
}

CommandLine interpret(const po::variables_map& values)
{
    CommandLine result;
    result.action = action_of(values);
    result.loose_config_parsing = values.count("loose-config-parsing") != 0;
    if (values.count("config") != 0)
        result.config = values["config"].as<std::string>();
    if (values.count("override-config") != 0)
        result.overrides = values["override-config"].as<std::vector<std::string>>();
    if (values.count("generate-credentials") != 0)
        result.credentials_name = values["generate-credentials"].as<std::string>();
    const bool needs_config = result.action == Action::run ||
        result.action == Action::check_config || result.action == Action::list_plugins;
    if (needs_config && result.config.empty())
        throw UsageError("the option '--config FILE' (-c) is required");
    return result;
}

} // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments)
{
    try {
        return interpret(parse(arguments));
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
}

std::string help_text()
{
    std::ostringstream text;
    text << introduction << options() << examples;
    return text.str();
}

std::string usage_hint() { return "Use dmqnode -h for the list of options.\n"; }

} // namespace dmq::node_app
