// SPDX-License-Identifier: BSL-1.0
#include <top_keys.hpp>

namespace dmq::cli {
namespace {

constexpr std::string_view escape = "\x1b";
constexpr std::size_t page = 10; // lines

/// The first key of what has come: a character, or an escape sequence.
std::string_view first_key(std::string_view keys)
{
    if (!keys.starts_with("\x1b[") && !keys.starts_with("\x1bO"))
        return keys.substr(0, 1);
    const std::size_t end = keys.find_first_not_of("0123456789;", 2);
    return keys.substr(0, end == std::string_view::npos ? end : end + 1);
}

void scroll_up(TopWish& wish, std::size_t lines)
{
    wish.first -= lines < wish.first ? lines : wish.first;
}

void scroll(std::string_view key, TopWish& wish)
{
    if (key == "k" || key == "\x1b[A" || key == "\x1bOA")
        scroll_up(wish, 1);
    else if (key == "j" || key == "\x1b[B" || key == "\x1bOB")
        wish.first += 1;
    else if (key == "\x1b[5~")
        scroll_up(wish, page);
    else if (key == "\x1b[6~")
        wish.first += page;
}

} // namespace

bool TopKeys::press(std::string_view keys, TopWish& wish)
{
    while (!keys.empty()) {
        const std::string_view key = first_key(keys);
        if (!press_one(key, wish))
            return false;
        keys.remove_prefix(key.size());
    }
    return true;
}

bool TopKeys::press_one(std::string_view key, TopWish& wish)
{
    if (typing_) {
        type(key, wish);
    } else if (key == "q" || key == "Q") {
        return false;
    } else if (key == "s") {
        wish.order = static_cast<TopOrder>((static_cast<int>(wish.order) + 1) % 5);
    } else if (key == "r") {
        wish.reverse = !wish.reverse;
    } else if (key == "n") {
        wish.nodes = !wish.nodes;
    } else if (key == "/") {
        typing_ = true;
    } else if (key == escape) {
        wish.filter.clear();
    } else {
        scroll(key, wish);
    }
    return true;
}

void TopKeys::type(std::string_view key, TopWish& wish)
{
    if (key == "\n" || key == "\r") {
        typing_ = false;
    } else if (key == escape) {
        typing_ = false;
        wish.filter.clear();
    } else if (key == "\x7f" || key == "\b") {
        if (!wish.filter.empty())
            wish.filter.pop_back();
    } else if (key.size() == 1 && key[0] > ' ' && key[0] < '\x7f') {
        wish.filter += key;
    }
    wish.first = 0;
}

} // namespace dmq::cli
