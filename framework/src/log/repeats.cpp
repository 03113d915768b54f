// SPDX-License-Identifier: BSL-1.0
#include "repeats.hpp"

#include <algorithm>
#include <utility>

namespace dmq::log {
namespace {

constexpr std::size_t most_shapes = 1000;
constexpr std::string_view separators = " ,;:()[]'\"=";

bool is_number(std::string_view word)
{
    return !word.empty() &&
        std::ranges::all_of(word, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

/// The text with '#' for each word of digits and dots: names with digits in them stay.
std::string shape_of(Level level, std::string_view logger, std::string_view text)
{
    std::string shape(1, static_cast<char>('0' + static_cast<int>(level)));
    shape.append(logger).push_back('\n');
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        const auto word = text.substr(0, end);
        shape += is_number(word) ? "#" : word;
        if (end < text.size())
            shape += text[end];
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return shape;
}

} // namespace

Repeats::Verdict Repeats::ask(Level level, std::string_view logger, std::string_view text, Time now)
{
    std::string key = shape_of(level, logger, text);
    const std::lock_guard lock(mutex_);
    if (shapes_.size() >= most_shapes)
        forget_old(now);
    Shape& shape = shapes_[std::move(key)];
    if (shape.lines == 0 || now - shape.begin >= period) {
        shape.begin = now;
        shape.lines = 0;
    }
    if (++shape.lines <= most)
        return {true, std::exchange(shape.left_out, 0)};
    ++shape.left_out;
    shape.level = level;
    shape.logger = logger;
    shape.last = text;
    return {false, 0};
}

std::vector<Repeats::Remainder> Repeats::take_remainders(Time now, bool all)
{
    std::vector<Remainder> remainders;
    const std::lock_guard lock(mutex_);
    for (auto& [key, shape] : shapes_) {
        if (shape.left_out > 0 && (all || now - shape.begin >= period))
            remainders.push_back({shape.level, shape.logger, std::move(shape.last),
                                  std::exchange(shape.left_out, 0)});
    }
    forget_old(now);
    return remainders;
}

void Repeats::forget_old(Time now)
{
    std::erase_if(shapes_, [now](const auto& entry) {
        return entry.second.left_out == 0 && now - entry.second.begin >= period;
    });
    if (shapes_.size() >= most_shapes)
        shapes_.clear();
}

} // namespace dmq::log
