// SPDX-License-Identifier: BSL-1.0
// Reads nodes and credentials files.
#include <dmq/client/credentials.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace dmq::client {
namespace {

constexpr std::size_t key_digits = 2 * sizeof(neo::Key);

std::string_view trimmed(std::string_view text) noexcept
{
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// Takes the first line off; what is behind its end stays.
std::string_view take_line(std::string_view& text) noexcept
{
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

[[noreturn]] void fail(const std::string& name, std::size_t line, const std::string& what)
{
    throw FileError(name + ":" + std::to_string(line) + ": " + what);
}

int digit_value(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool decode(std::string_view digits, neo::Key& key) noexcept
{
    for (std::size_t i = 0; i < key.size(); ++i) {
        const int high = digit_value(digits[2 * i]);
        const int low = digit_value(digits[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key[i] = static_cast<std::byte>(16 * high + low);
    }
    return true;
}

Credentials parse_entry(std::string_view entry, const std::string& name, std::size_t line)
{
    const std::size_t colon = std::min(entry.find(':'), entry.size());
    const std::string_view client = trimmed(entry.substr(0, colon));
    const std::string_view digits = trimmed(entry.substr(std::min(colon + 1, entry.size())));
    const auto graph = [](char c) { return c > 0x20 && c < 0x7f; };
    Credentials credentials;
    if (client.empty() || client.size() > neo::max_client_name ||
        !std::ranges::all_of(client, graph))
        fail(name, line, "expected a client name of 1 to 100 printable characters before ':'");
    if (digits.size() != key_digits || !decode(digits, credentials.key))
        fail(name, line, "expected a key of 256 hexadecimal digits behind ':'");
    credentials.name = client;
    return credentials;
}

std::string content_of(const std::string& path)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad())
        throw FileError(path + ": cannot be read: " + std::strerror(errno != 0 ? errno : EIO));
    return text;
}

} // namespace

Credentials::~Credentials() { neo::wipe(key); }

std::vector<Address> parse_nodes(std::string_view text, const std::string& name)
{
    std::vector<Address> nodes;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = take_line(text);
        line = trimmed(line.substr(0, line.find('#')));
        if (line.empty())
            continue;
        const auto address = parse_address(line);
        if (!address)
            fail(name, number, "expected HOST:PORT, not \"" + std::string(line) + "\"");
        nodes.push_back(*address);
    }
    if (nodes.empty())
        throw FileError(name + ": no node in it: expected a line with HOST:PORT");
    return nodes;
}

std::vector<Address> load_nodes(const std::string& path)
{
    return parse_nodes(content_of(path), path);
}

Credentials parse_credentials(std::string_view text, const std::string& name)
{
    Credentials credentials;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (line.empty())
            continue;
        if (!credentials.name.empty())
            fail(name, number, "a second entry: expected exactly one");
        credentials = parse_entry(line, name, number);
    }
    if (credentials.name.empty())
        throw FileError(name + ": empty: expected one line NAME:KEY");
    return credentials;
}

Credentials load_credentials(const std::string& path)
{
    std::string text = content_of(path);
    const auto wipe = [&text] { neo::wipe(std::as_writable_bytes(std::span(text))); };
    try {
        Credentials credentials = parse_credentials(text, path);
        wipe();
        return credentials;
    } catch (...) {
        wipe();
        throw;
    }
}

} // namespace dmq::client
