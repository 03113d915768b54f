// SPDX-License-Identifier: BSL-1.0
// dmq ping: whether each node answers, and how fast.
#include <boost/asio/use_future.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <output.hpp>
#include <queues.hpp>

namespace dmq::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::string line_of(const Invocation& invocation, const client::Address& node, Clock::duration time)
{
    const double milliseconds = std::chrono::duration<double, std::milli>(time).count();
    std::array<char, 32> number;
    std::snprintf(number.data(), number.size(), "%.3f", milliseconds);
    if (invocation.json())
        return "{\"node\":" + json_string(to_string(node)) + ",\"milliseconds\":" + number.data() +
            "}\n";
    return to_string(node) + ": " + number.data() + " ms\n";
}

void ping_legacy(const Invocation& invocation)
{
    auto connection = invocation.connect();
    const auto start = Clock::now();
    connection.get_num_connections();
    write_all(invocation.io().out,
              line_of(invocation, invocation.settings().nodes.front(), Clock::now() - start));
}

/// A node of the original refuses the request, which is an answer too.
void check_alive(const client::Address& node, const std::error_code& error)
{
    if (error && code_of(error) == ExitCode::connection)
        throw Failure(ExitCode::connection, to_string(node) + ": " + error.message());
}

void ping_neo(const Invocation& invocation)
{
    Session session(invocation);
    for (const client::Address& node : invocation.settings().nodes) {
        const auto start = Clock::now();
        const auto answers = list_queues(session, "ping", node);
        const auto time = Clock::now() - start;
        check_alive(node, answers.at(0).error);
        write_all(invocation.io().out, line_of(invocation, node, time));
    }
}

ExitCode run_ping(const Invocation& invocation)
{
    if (invocation.legacy())
        ping_legacy(invocation);
    else
        ping_neo(invocation);
    return ExitCode::ok;
}

} // namespace

const Command ping_command{
    .name = "ping",
    .words = "",
    .summary = "Log in to each node and time an answer",
    .examples = "  dmq ping\n"
                "  dmq --nodes dmq.nodes --credentials key ping",
    .min_words = 0,
    .max_words = 0,
    .run = run_ping,
};

} // namespace dmq::cli
