// SPDX-License-Identifier: BSL-1.0
// The two indices of the disk overflow, as text.
#include <dmq/protocol/overflow_format.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace dmq::overflow {
namespace {

using Words = std::vector<std::string_view>;

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

Words split(std::string_view line)
{
    Words words;
    while (true) {
        const auto* const begin = std::find_if_not(line.begin(), line.end(), is_blank);
        const auto* const end = std::find_if(begin, line.end(), is_blank);
        if (begin == end)
            return words;
        words.emplace_back(begin, end);
        line = {end, line.end()};
    }
}

template <class Integer> bool read(std::string_view word, Integer& to) noexcept
{
    const auto* const end = word.data() + word.size();
    const auto result = std::from_chars(word.data(), end, to);
    return result.ec == std::errc() && result.ptr == end;
}

/// Takes the text apart; a last line without end is left to the caller.
std::string_view next_line(std::string_view& text) noexcept
{
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// Empty if the line is right.
std::string check(const IndexLine& line)
{
    if (!valid_storage_name(line.storage_name))
        return "'" + line.storage_name + "' is no name of a queue";
    if (line.records == 0)
        return "a queue without records";
    if ((line.records == 1) != (line.first == line.last) || line.first > line.last ||
        line.first < first_record)
        return "impossible positions";
    return {};
}

std::string parse(std::string_view text, IndexLine& line)
{
    const Words words = split(text);
    if (words.size() != 5)
        return "expected 5 words, there are " + std::to_string(words.size());
    line.storage_name = words[0];
    if (!read(words[1], line.records) || !read(words[2], line.bytes) ||
        !read(words[3], line.first) || !read(words[4], line.last))
        return "expected numbers behind the name";
    return check(line);
}

class Unique {
public:
    /// Empty if nothing of the line has been there before.
    std::string add(const IndexLine& line)
    {
        if (!names_.insert(line.storage_name).second)
            return "the name " + line.storage_name + " comes twice";
        if (!positions_.insert(line.first).second ||
            (line.first != line.last && !positions_.insert(line.last).second))
            return "a position that another queue has";
        return {};
    }

private:
    std::set<std::string, std::less<>> names_;
    std::set<std::uint64_t> positions_;
};

bool parse(std::string_view text, OwnLine& line)
{
    const Words words = split(text);
    if (words.size() != 4 || !read(words[0], line.channel) || !read(words[2], line.first) ||
        !read(words[3], line.first_if_dumped))
        return false;
    line.storage_name = words[1] == "!" ? std::string_view() : words[1];
    return line.storage_name.empty() ||
        (line.channel != 0 && valid_storage_name(line.storage_name));
}

} // namespace

std::string format(const IndexLine& line)
{
    return line.storage_name + ' ' + std::to_string(line.records) + ' ' +
        std::to_string(line.bytes) + ' ' + std::to_string(line.first) + ' ' +
        std::to_string(line.last) + '\n';
}

Index parse_index(std::string_view text)
{
    Index index;
    Unique unique;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = next_line(text);
        if (split(line).empty())
            continue;
        IndexLine parsed;
        std::string wrong = parse(line, parsed);
        if (wrong.empty())
            wrong = unique.add(parsed);
        if (wrong.empty())
            index.lines.push_back(std::move(parsed));
        else
            index.bad.push_back({number, std::move(wrong)});
    }
    return index;
}

std::string format(const OwnLine& line)
{
    return std::to_string(line.channel) + ' ' +
        (line.storage_name.empty() ? "!" : line.storage_name) + ' ' + std::to_string(line.first) +
        ' ' + std::to_string(line.first_if_dumped) + '\n';
}

OwnIndex parse_own_index(std::string_view text)
{
    OwnIndex index;
    std::map<std::uint32_t, OwnLine> lines;
    text = text.substr(0, text.rfind('\n') + 1);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = next_line(text);
        OwnLine parsed;
        if (number == 1 && line == own_index_title.substr(0, own_index_title.size() - 1))
            continue;
        if (parse(line, parsed))
            lines[parsed.channel] = std::move(parsed);
        else
            index.bad.push_back({number, "expected channel number, name, and two positions"});
    }
    for (auto& [channel, line] : lines)
        index.lines.push_back(std::move(line));
    return index;
}

} // namespace dmq::overflow
