// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <completion.hpp>
#include <completion_words.hpp>
#include <invocation.hpp>

namespace dmq::cli {
namespace {

constexpr const char* head = R"sh(# bash completion of dmq, made by: dmq completion bash

_dmq_channels() {
    "$1" --timeout 1 --json channels 2>/dev/null | grep -o '"channel":"[^"]*"' | cut -d '"' -f 4
}

# _dmq_place KIND: what may stand there, a kind of place, or words to choose from
_dmq_place() {
    case $1 in
    file) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    channel) mapfile -t COMPREPLY < <(compgen -W "$(_dmq_channels "${COMP_WORDS[0]}")" -- "$cur") ;;
    any) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur") ;;
    esac
}

_dmq() {
    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' count=0 i
    local options='' places=() rest=any
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${COMP_WORDS[i]} in
)sh";

constexpr const char* middle = R"sh(            [[ ${COMP_WORDS[++i]-} != '=' ]] || ((++i)) ;;
        :) ((++i)) ;; # the shell takes HOST:PORT for three words
        -*) ;;
        *)
            if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((++count)); fi ;;
        esac
    done
    case $before in
)sh";

constexpr const char* tail = R"sh(    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    else
        _dmq_place "${places[count]-$rest}"
    fi
}

complete -o filenames -F _dmq dmq
)sh";

/// As an argument of _dmq_place.
std::string kind_of(const Place& place)
{
    switch (place.kind) {
    case Place::Kind::file:
        return "file";
    case Place::Kind::channel:
        return "channel";
    case Place::Kind::choice: {
        std::string words;
        for (const std::string& choice : place.choices)
            words += (words.empty() ? "" : " ") + choice;
        return words;
    }
    case Place::Kind::any:
        break;
    }
    return "any";
}

std::string names_of(const std::vector<OptionWord>& options)
{
    std::string names;
    for (const OptionWord& option : options)
        names += (names.empty() ? "" : " ") + option.name;
    return names;
}

/// Each option of any command that takes a value, once.
std::vector<OptionWord> with_values(Commands commands)
{
    std::vector<OptionWord> found;
    for (const Command* command : commands)
        for (const OptionWord& option : option_words(all_options(*command)))
            if (!option.value.empty() && std::ranges::none_of(found, [&](const OptionWord& known) {
                    return known.name == option.name;
                }))
                found.push_back(option);
    return found;
}

std::string case_of(const Command& command)
{
    std::string places;
    std::string rest;
    for (const Place& place : places_of(command.words)) {
        places += (places.empty() ? "'" : " '") + kind_of(place) + "'";
        if (place.repeated)
            rest = " rest='" + kind_of(place) + "'";
    }
    return "    " + std::string(command.name) + ") options='" +
        names_of(option_words(all_options(command))) + "' places=(" + places + ")" + rest + " ;;\n";
}

} // namespace

std::string bash_completion(Commands commands)
{
    const auto values = with_values(commands);
    std::string patterns;
    std::string places;
    for (const OptionWord& option : values) {
        patterns += (patterns.empty() ? "" : " | ") + option.name;
        places += "    " + option.name + ") _dmq_place '" + kind_of(place_of(option.value)) +
            "'; return ;;\n";
    }
    std::string names;
    std::string cases;
    for (const Command* command : commands) {
        names += (names.empty() ? "" : " ") + std::string(command->name);
        cases += case_of(*command);
    }
    return std::string(head) + "        " + patterns + ")\n" + middle + places +
        "    esac\n    case $command in\n    '') options='" +
        names_of(option_words(common_options())) + " --version' places=('" + names + "') ;;\n" +
        cases + tail;
}

} // namespace dmq::cli
