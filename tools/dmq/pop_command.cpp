// SPDX-License-Identifier: BSL-1.0
// dmq pop: prints records one by one, as many as are asked for.
#include <boost/program_options/value_semantic.hpp>

#include <invocation.hpp>
#include <limits>
#include <output.hpp>
#include <poll.h>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();

std::uint64_t wanted(const Invocation& invocation)
{
    const auto& text = invocation.get<std::string>("count");
    return text == "all" || text == "0" ? all : invocation.count("count");
}

bool stopped(int stop_fd)
{
    pollfd polled{stop_fd, POLLIN, 0};
    return ::poll(&polled, 1, 0) > 0;
}

[[noreturn]] void fail_refused(const std::string& channel, client::Status status)
{
    if (status == client::Status::error)
        throw Failure(ExitCode::refused,
                      "channel " + channel +
                          " does not exist, or has subscribers (dmq consume reads those)");
    throw Failure(ExitCode::refused, client::describe(status));
}

ExitCode run_pop(const Invocation& invocation)
{
    const std::string& channel = invocation.channel();
    const std::uint64_t count = wanted(invocation);
    // a Pop is never given up half-way: its record would be lost
    client::LegacyConnection connection = invocation.connect(Invocation::On::nothing);
    std::uint64_t popped = 0;
    return printing(invocation.io().out, [&](Output& out) {
        while (popped < count && !stopped(invocation.io().stop_fd)) {
            const auto answer = connection.pop(channel);
            if (!answer.ok())
                fail_refused(channel, answer.status);
            if (answer.value.empty())
                break;
            out.line(answer.value);
            ++popped;
        }
        if (popped == count || count == all)
            return ExitCode::ok;
        throw Failure(ExitCode::refused,
                      popped == 0 ? "channel " + channel + " is empty"
                                  : "only " + std::to_string(popped) + " of " +
                              std::to_string(count) + " records");
    });
}

void add_options(po::options_description_easy_init options)
{
    options("count", po::value<std::string>()->default_value("1")->value_name("N"),
            "how many records; 0 or all: until the channel is empty");
}

} // namespace

const Command pop_command{
    .name = "pop",
    .words = "CHANNEL",
    .summary = "Take records from a channel and print one per line",
    .examples = "  dmq pop jobs\n"
                "  dmq pop jobs --count 10\n"
                "  dmq pop jobs --count all > jobs.txt",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_options,
    .run = run_pop,
};

} // namespace dmq::cli
