// SPDX-License-Identifier: BSL-1.0
// dmq pop: prints records one by one, as many as are asked for.
#include <boost/program_options/value_semantic.hpp>

#include <functional>
#include <limits>
#include <optional>
#include <output.hpp>
#include <session.hpp>
#include <stop_watch.hpp>
#include <table.hpp>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();

std::uint64_t wanted(const Invocation& invocation)
{
    const auto& text = invocation.get<std::string>("count");
    return text == "all" || text == "0" ? all : invocation.count("count");
}

/// The next record; nullopt: there is none. Throws Failure, Error.
using TakeRecord = std::function<std::optional<std::string>()>;

[[noreturn]] void fail_refused(const std::string& channel, client::Status status)
{
    if (status == client::Status::error)
        throw Failure(ExitCode::refused,
                      "channel " + channel +
                          " does not exist, or has subscribers (dmq consume reads those)");
    throw Failure(ExitCode::refused, client::describe(status));
}

ExitCode pop_records(const Invocation& invocation, const TakeRecord& take)
{
    const std::string& channel = invocation.channel();
    const std::uint64_t count = wanted(invocation);
    std::uint64_t popped = 0;
    return printing(invocation.io().out, [&](Output& out) {
        while (popped < count && !readable(invocation.io().stop_fd)) {
            const auto record = take();
            if (!record)
                break;
            out.line(invocation.json() ? json_record(*record) : *record);
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

ExitCode pop_legacy(const Invocation& invocation)
{
    // a Pop is never given up half-way: its record would be lost
    client::LegacyConnection connection = invocation.connect(Invocation::On::nothing);
    return pop_records(invocation, [&]() -> std::optional<std::string> {
        const auto answer = connection.pop(invocation.channel());
        if (!answer.ok())
            fail_refused(invocation.channel(), answer.status);
        return answer.value.empty() ? std::nullopt : std::optional(answer.value);
    });
}

ExitCode pop_neo(const Invocation& invocation)
{
    Session session(invocation);
    return pop_records(invocation, [&]() -> std::optional<std::string> {
        const auto popped = session.blocking().pop(invocation.channel());
        if (popped.error == make_error_code(client::Errc::has_subscribers))
            fail_refused(invocation.channel(), client::Status::error);
        if (popped.error)
            throw Failure(code_of(popped.error), "Pop: " + popped.error.message());
        return popped.record ? std::optional(std::string(popped.record->text())) : std::nullopt;
    });
}

ExitCode run_pop(const Invocation& invocation)
{
    invocation.channel();
    wanted(invocation);
    return invocation.legacy() ? pop_legacy(invocation) : pop_neo(invocation);
}

void add_pop_options(po::options_description_easy_init options)
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
    .add_options = add_pop_options,
    .run = run_pop,
};

} // namespace dmq::cli
