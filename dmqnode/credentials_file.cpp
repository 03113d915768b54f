// SPDX-License-Identifier: BSL-1.0
// Reads, parses and makes credentials files.
#include "credentials_file.hpp"

#include "text.hpp"
#include "unique_fd.hpp"

#include <dmq/protocol/neo_auth.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace dmq::node_app {
namespace {

constexpr std::size_t largest_file = 10'000'000;
constexpr std::size_t longest_name = 100;
constexpr std::size_t key_digits = SecretKey::size * 2;

[[noreturn]] void fail_system(const char* call, const std::string& path)
{
    throw CredentialsError(std::string(call) + ": " + std::generic_category().message(errno) +
                           " on " + path);
}

void read_all(int fd, const std::string& path, std::string& to, std::size_t most)
{
    to.resize(most);
    std::size_t size = 0;
    while (size < most) {
        const auto got = ::read(fd, to.data() + size, most - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail_system("read", path);
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    to.resize(size);
}

bool is_graph(char c) noexcept { return c > 0x20 && c < 0x7f; }

std::optional<std::string> wrong_name(std::string_view name)
{
    const auto bad = std::find_if_not(name.begin(), name.end(), is_graph);
    if (bad == name.end())
        return std::nullopt;
    return "Invalid character in name at position " + std::to_string(bad - name.begin() + 1);
}

std::optional<std::string> wrong_length(std::string_view name)
{
    if (name.empty())
        return "Empty name";
    if (name.size() > longest_name)
        return "Invalid name length " + std::to_string(name.size()) + " (should be at most " +
            std::to_string(longest_name) + ")";
    return std::nullopt;
}

// 16 and above: not a digit
unsigned digit_value(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A') + 10;
    return 16;
}

std::optional<std::string> decode(std::string_view digits, SecretKey& to)
{
    for (std::size_t i = 0; i < key_digits; i += 2) {
        const unsigned high = digit_value(digits[i]);
        const unsigned low = digit_value(digits[i + 1]);
        if (high > 15 || low > 15)
            return "Invalid character in key at position " +
                std::to_string(high > 15 ? i + 1 : i + 2);
        to.bytes[i / 2] = static_cast<std::byte>(high << 4U | low);
    }
    return std::nullopt;
}

// the key's length is looked at before the name's characters, as the original does
std::optional<std::string> take_entry(std::string_view entry, CredentialsTable& to)
{
    const auto colon = std::min(entry.find(':'), entry.size());
    const auto name = trimmed(entry.substr(0, colon));
    const auto digits = trimmed(entry.substr(std::min(colon + 1, entry.size())));
    if (auto error = wrong_length(name))
        return error;
    if (digits.size() != key_digits)
        return "Invalid key length " + std::to_string(digits.size()) + " (should be " +
            std::to_string(key_digits) + ")";
    if (auto error = wrong_name(name))
        return error;
    return decode(digits, to[std::string(name)]);
}

} // namespace

CredentialsTable read_credentials(const std::string& path)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file)
        fail_system("open", path);
    struct stat status { };
    if (::fstat(file.get(), &status) != 0)
        fail_system("stat", path);
    if (!S_ISREG(status.st_mode))
        throw CredentialsError("open: Not a regular file on " + path);
    const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
    if (size > largest_file)
        throw CredentialsError("Invalid size " + std::to_string(size) + " (should be at most " +
                               std::to_string(largest_file) + ") of registry file " + path);
    SecretText content(size);
    read_all(file.get(), path, content.text(), size);
    return parse_credentials(content.text(), path);
}

CredentialsTable parse_credentials(std::string_view text, const std::string& name)
{
    CredentialsTable table;
    for (std::size_t line = 1; !text.empty();) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) {
            if (const auto error = take_entry(text.substr(0, end), table))
                throw CredentialsError(*error + " in registry file " + name + " at line " +
                                       std::to_string(line));
            ++line;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return table;
}

std::string make_credentials_line(std::string_view name)
{
    auto error = wrong_length(name);
    if (!error)
        error = wrong_name(name);
    if (!error && name.find(':') != std::string_view::npos)
        error = "Invalid character in name at position " + std::to_string(name.find(':') + 1);
    if (error)
        throw CredentialsError("cannot generate credentials for '" + shown(name) + "': " + *error);
    return neo::make_credentials_line(name);
}

void create_credentials_file(const std::string& path, std::string_view text)
{
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file)
        fail_system("open", path);
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0)
            fail_system("write", path);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace dmq::node_app
