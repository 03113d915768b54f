// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cctype>
#include <completion_words.hpp>
#include <sstream>

namespace dmq::cli {
namespace {

bool is_small(std::string_view word)
{
    return std::ranges::all_of(
        word, [](unsigned char c) { return std::islower(c) != 0 || c == '|' || c == '-'; });
}

std::vector<std::string> pieces(const std::string& text, char between)
{
    std::vector<std::string> found;
    std::istringstream stream(text);
    for (std::string piece; std::getline(stream, piece, between);)
        if (!piece.empty())
            found.push_back(piece);
    return found;
}

} // namespace

std::vector<OptionWord> option_words(const boost::program_options::options_description& options)
{
    std::vector<OptionWord> words;
    for (const auto& option : options.options()) {
        std::string value;
        if (option->semantic()->max_tokens() > 0)
            value = option->semantic()->name();
        words.push_back({"--" + option->long_name(), value.substr(0, value.find(" (=")),
                         option->description()});
    }
    return words;
}

Place place_of(std::string_view word)
{
    Place place;
    place.repeated = word.find("...") != std::string_view::npos;
    for (const char c : word)
        if (c != '[' && c != ']' && c != '.')
            place.name += c;
    if (place.name.find("FILE") != std::string::npos)
        place.kind = Place::Kind::file;
    else if (place.name == "CHANNEL" || place.name == "SOURCE" || place.name == "TARGET")
        place.kind = Place::Kind::channel;
    else if (is_small(place.name))
        place.kind = Place::Kind::choice, place.choices = pieces(place.name, '|');
    return place;
}

std::vector<Place> places_of(std::string_view words)
{
    std::vector<Place> places;
    for (const std::string& word : pieces(std::string(words), ' '))
        places.push_back(place_of(word));
    return places;
}

} // namespace dmq::cli
