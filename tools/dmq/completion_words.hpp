// SPDX-License-Identifier: BSL-1.0
// What may stand where in a command line, as the scripts for shells need it.
#pragma once

#include <boost/program_options/options_description.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dmq::cli {

/// An option with its dashes. `value`: what it is called in the help; empty: it takes none.
struct OptionWord {
    std::string name;
    std::string value;
    std::string description;
};
std::vector<OptionWord> option_words(const boost::program_options::options_description& options);

/// One of the words behind a command, or an option's value.
struct Place {
    enum class Kind { any, file, channel, choice };

    Kind kind = Kind::any;
    std::string name; // as in the help
    std::vector<std::string> choices;
    bool repeated = false;
};
/// "FILE" is a file, "CHANNEL" a channel, "skip|fail" a choice, as is a word in small letters.
Place place_of(std::string_view word);
/// Those of a command's words, as in "CHANNEL [RECORD...]".
std::vector<Place> places_of(std::string_view words);

} // namespace dmq::cli
