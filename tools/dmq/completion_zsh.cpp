// SPDX-License-Identifier: BSL-1.0
#include <completion.hpp>
#include <completion_words.hpp>
#include <invocation.hpp>

namespace dmq::cli {
namespace {

constexpr const char* head = R"sh(#compdef dmq
# zsh completion of dmq, made by: dmq completion zsh

_dmq_channels() {
    local -a channels
    channels=(${(f)"$(dmq --timeout 1 --json channels 2>/dev/null |
        grep -o '"channel":"[^"]*"' | cut -d '"' -f 4)"})
    compadd -a channels
}

# a message keeps zsh from inserting the option that begins like this
_dmq_any() {
    [[ $PREFIX != -* ]] && _message -e "$1" "$1"
}

_dmq() {
    local curcontext=$curcontext state line
    local -a commands
    commands=(
)sh";

/// What means something to _arguments or _describe gets a backslash; for single quotes.
std::string quoted(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        if (c == ':' || c == '[' || c == ']')
            result += '\\';
        result += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return result;
}

/// ":NAME:ACTION" of _arguments.
std::string action_of(const Place& place)
{
    std::string name = ":" + quoted(place.name) + ":";
    switch (place.kind) {
    case Place::Kind::file:
        return name + "_files";
    case Place::Kind::channel:
        return name + "_dmq_channels";
    case Place::Kind::choice: {
        std::string words;
        for (const std::string& choice : place.choices)
            words += (words.empty() ? "" : " ") + choice;
        return name + "(" + words + ")";
    }
    case Place::Kind::any:
        break;
    }
    return name;
}

std::string option_of(const OptionWord& option)
{
    const std::string repeated = option.name == "--node" ? "*" : "";
    return "'" + repeated + option.name + "[" + quoted(option.description) + "]" +
        (option.value.empty() ? "" : action_of(place_of(option.value))) + "'";
}

std::string arguments_of(const boost::program_options::options_description& options)
{
    std::string text;
    for (const OptionWord& option : option_words(options))
        text += " \\\n                " + option_of(option);
    return text;
}

std::string case_of(const Command& command)
{
    std::string text = "        " + std::string(command.name) + ")\n            _arguments" +
        arguments_of(all_options(command));
    std::size_t number = 0;
    for (const Place& place : places_of(command.words)) {
        ++number;
        text += " \\\n                '" + (place.repeated ? "*" : std::to_string(number)) +
            action_of(place) +
            (place.kind == Place::Kind::any ? " _dmq_any " + quoted(place.name) : "") + "'";
    }
    return text + " ;;\n";
}

} // namespace

std::string zsh_completion(Commands commands)
{
    std::string text = head;
    for (const Command* command : commands)
        text += "        '" + std::string(command->name) + ":" +
            quoted(std::string(command->summary)) + "'\n";
    text += "    )\n    _arguments -C" + arguments_of(common_options()) +
        " \\\n                '1:command:->command' '*::argument:->argument'\n"
        "    case $state in\n    command) _describe command commands ;;\n"
        "    argument)\n        case $words[1] in\n";
    for (const Command* command : commands)
        text += case_of(*command);
    return text + "        esac ;;\n    esac\n}\n\n_dmq \"$@\"\n";
}

} // namespace dmq::cli
