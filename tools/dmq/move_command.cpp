// SPDX-License-Identifier: BSL-1.0
// dmq move, dmq drain: records change their channel or node; none is lost on the way.
#include <boost/program_options/value_semantic.hpp>

#include <algorithm>
#include <output.hpp>
#include <queues.hpp>
#include <table.hpp>
#include <transfer.hpp>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

ExitCode say_moved(const Invocation& invocation, std::uint64_t records)
{
    write_all(invocation.io().out, count_text(records, "moved", invocation.json()));
    return ExitCode::ok;
}

/// Calls the action; what it throws tells how much was moved before.
template <class Action> void counting(const std::uint64_t& moved, Action action)
try {
    action();
} catch (const Failure& failure) {
    throw Failure(moved > 0 ? ExitCode::partial : failure.code(),
                  failure.what() + std::string(": ") + std::to_string(moved) +
                      " records were moved, the others stay where they were");
}

std::uint64_t records_of(const QueueAnswers& answers, const Route& route)
{
    std::uint64_t records = 0;
    for (const auto& answer : answers)
        for (const client::QueueStatus& queue : answer.value)
            if (queue.channel == route.from && queue.subscriber.value_or("") == route.subscriber)
                records += queue.usage.records();
    return records;
}

ExitCode run_move(const Invocation& invocation)
{
    invocation.require_neo("move");
    const Route route{invocation.channel_at(0), invocation.text("subscriber"),
                      invocation.channel_at(1)};
    const Target to = target_of(invocation);
    if (route.from == route.to && !invocation.has("to-nodes"))
        throw Failure(ExitCode::usage, "source and target are the same: give --to-nodes");
    Session source(invocation);
    const auto queues = list_queues(source, route.from);
    check_answers(queues);
    if (channel_rows(queues).empty()) // a Consume would make it
        throw Failure(ExitCode::refused, "channel " + route.from + " does not exist");
    Session target(invocation, to.nodes, to.credentials);
    std::uint64_t moved = 0;
    const std::uint64_t total = records_of(queues, route);
    counting(moved, [&] { transfer(invocation, source, target, route, moved, total); });
    return say_moved(invocation, moved);
}

/// The only queue of each channel of the node. Throws Failure for a channel that has several: what
/// is pushed elsewhere reaches all of its subscribers, also those who have had it.
std::vector<Route> routes_of(Session& source)
{
    std::vector<Route> routes;
    const auto answers = list_queues(source, "");
    check_answers(answers);
    for (const client::QueueStatus& queue : answers.at(0).value) {
        const auto same = [&](const Route& route) { return route.from == queue.channel; };
        if (std::ranges::any_of(routes, same))
            throw Failure(ExitCode::refused,
                          "channel " + queue.channel +
                              " has several subscribers: move or consume their records first");
        routes.push_back({queue.channel, queue.subscriber.value_or(""), queue.channel});
    }
    return routes;
}

ExitCode run_drain(const Invocation& invocation)
{
    invocation.require_neo("drain");
    const auto address = client::parse_address(invocation.words()[0]);
    if (!address)
        throw Failure(ExitCode::usage,
                      "\"" + invocation.words()[0] + "\" is not an address HOST:PORT");
    auto others = invocation.settings().nodes;
    std::erase(others, *address);
    if (others.empty())
        throw Failure(ExitCode::usage, "no other node to move the records to: give --node");
    Session source(invocation, {*address}, *invocation.settings().credentials);
    Session target(invocation, others, *invocation.settings().credentials);
    std::uint64_t moved = 0;
    counting(moved, [&] {
        std::uint64_t total = 0;
        const auto routes = routes_of(source);
        const auto queues = list_queues(source, "");
        for (const Route& route : routes)
            total += records_of(queues, route);
        for (const Route& route : routes)
            transfer(invocation, source, target, route, moved, total);
    });
    return say_moved(invocation, moved);
}

void add_move_options(po::options_description_easy_init options)
{
    options("subscriber", po::value<std::string>()->value_name("NAME"),
            "whose records; without: those of the channel without subscribers");
    add_target_options(options);
}

} // namespace

const Command move_command{
    .name = "move",
    .words = "SOURCE TARGET",
    .summary = "Move all records of a channel to another channel or DMQ",
    .examples = "  dmq move jobs jobs-old\n"
                "  dmq move jobs jobs --to-nodes other-dmq.nodes",
    .min_words = 2,
    .max_words = 2,
    .add_options = add_move_options,
    .run = run_move,
};

const Command drain_command{
    .name = "drain",
    .words = "HOST:PORT",
    .summary = "Move all records of one node to the other nodes, before maintenance",
    .examples = "  dmq --nodes dmq.nodes drain 10.0.0.3:10001",
    .min_words = 1,
    .max_words = 1,
    .run = run_drain,
};

} // namespace dmq::cli
