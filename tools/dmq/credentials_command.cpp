// SPDX-License-Identifier: BSL-1.0
// dmq credentials generate: a new key for a client.
#include <dmq/protocol/neo_auth.hpp>

#include <algorithm>
#include <invocation.hpp>
#include <output.hpp>
#include <system_error>

namespace dmq::cli {
namespace {

void check_name(std::string_view name)
{
    const auto allowed = [](char c) { return c > 0x20 && c < 0x7f && c != ':'; };
    if (name.empty() || name.size() > neo::max_client_name || !std::ranges::all_of(name, allowed))
        throw Failure(ExitCode::usage,
                      "expected a name of 1 to 100 printable characters without ':' and blanks");
}

std::string line_for(const std::string& name)
try {
    return neo::make_credentials_line(name);
} catch (const std::system_error& error) {
    throw Failure(ExitCode::io, error.what());
}

ExitCode run_credentials(const Invocation& invocation)
{
    if (invocation.words()[0] != "generate")
        throw Failure(ExitCode::usage,
                      "\"" + invocation.words()[0] + "\": expected credentials generate NAME");
    const std::string& name = invocation.words()[1];
    check_name(name);
    write_all(invocation.io().out, line_for(name));
    return ExitCode::ok;
}

} // namespace

const Command credentials_command{
    .name = "credentials",
    .words = "generate NAME",
    .summary = "Print a line NAME:KEY with a new key, for a client and its nodes",
    .examples = "  (umask 077; dmq credentials generate web > web.credentials)",
    .min_words = 2,
    .max_words = 2,
    .run = run_credentials,
};

} // namespace dmq::cli
