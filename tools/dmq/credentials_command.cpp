// SPDX-License-Identifier: BSL-1.0
// dmq credentials generate: a new key for a client.
#include <dmq/protocol/neo_auth.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <invocation.hpp>
#include <output.hpp>
#include <sys/random.h>

namespace dmq::cli {
namespace {

void check_name(std::string_view name)
{
    const auto allowed = [](char c) { return c > 0x20 && c < 0x7f && c != ':'; };
    if (name.empty() || name.size() > neo::max_client_name || !std::ranges::all_of(name, allowed))
        throw Failure(ExitCode::usage,
                      "expected a name of 1 to 100 printable characters without ':' and blanks");
}

neo::Key random_key()
{
    neo::Key key;
    if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
        throw Failure(ExitCode::io, std::string("no random numbers: ") + std::strerror(errno));
    return key;
}

ExitCode run_credentials(const Invocation& invocation)
{
    if (invocation.words()[0] != "generate")
        throw Failure(ExitCode::usage,
                      "\"" + invocation.words()[0] + "\": expected credentials generate NAME");
    const std::string& name = invocation.words()[1];
    check_name(name);
    std::string line = name + ":";
    for (const std::byte byte : random_key()) {
        std::array<char, 3> digits;
        std::snprintf(digits.data(), digits.size(), "%02x", std::to_integer<unsigned>(byte));
        line += digits.data();
    }
    write_all(invocation.io().out, line + "\n");
    return ExitCode::ok;
}

void add_options(boost::program_options::options_description_easy_init) { }

} // namespace

const Command credentials_command{
    .name = "credentials",
    .words = "generate NAME",
    .summary = "Print a line NAME:KEY with a new key, for a client and its nodes",
    .examples = "  (umask 077; dmq credentials generate web > web.credentials)",
    .min_words = 2,
    .max_words = 2,
    .add_options = add_options,
    .run = run_credentials,
};

} // namespace dmq::cli
