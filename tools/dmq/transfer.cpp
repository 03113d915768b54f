// SPDX-License-Identifier: BSL-1.0
#include <boost/program_options/value_semantic.hpp>

#include <progress.hpp>
#include <queues.hpp>
#include <stop_watch.hpp>
#include <transfer.hpp>

namespace dmq::cli {

namespace po = boost::program_options;

namespace {

using client::Errc;

/// After so long without a batch the queue is looked at: it may be empty.
constexpr std::chrono::milliseconds quiet{100};

/// Throws Failure if a node does not say.
bool is_empty(Session& source, const Route& route)
{
    const auto answers = list_queues(source, route.from);
    check_answers(answers);
    for (const auto& answer : answers)
        for (const client::QueueStatus& queue : answer.value)
            if (queue.subscriber.value_or("") == route.subscriber && queue.usage.records() > 0)
                return false;
    return true;
}

void push_batch(Session& target, const Route& route, const client::Batch& batch)
{
    client::PushPipeline pipeline(target.client());
    for (const Bytes record : batch)
        if (pipeline.push(route.to, record))
            break;
    if (const std::error_code error = pipeline.finish())
        throw Failure(code_of(error), "Push to " + route.to + ": " + error.message());
}

} // namespace

Target target_of(const Invocation& invocation)
{
    const Settings& settings = invocation.settings();
    return {invocation.has("to-nodes") ? client::load_nodes(invocation.text("to-nodes"))
                                       : settings.nodes,
            invocation.has("to-credentials")
                ? client::load_credentials(invocation.text("to-credentials"))
                : *settings.credentials};
}

void add_target_options(po::options_description_easy_init options)
{
    options("to-nodes", po::value<std::string>()->value_name("FILE"), "nodes of another DMQ");
    options("to-credentials", po::value<std::string>()->value_name("FILE"),
            "for these, if they are others");
}

void transfer(const Invocation& invocation, Session& source, Session& target, const Route& route,
              std::uint64_t& moved, std::uint64_t total)
{
    ProgressLine line(invocation);
    auto consumer = source.client().consume(route.from, {route.subscriber, {}});
    while (!readable(invocation.io().stop_fd)) {
        line.show({moved, moved, total});
        auto [error, batch] = source.blocking().next(consumer, quiet);
        if (error == make_error_code(Errc::timed_out)) {
            if (is_empty(source, route))
                break;
        } else if (error) {
            throw Failure(code_of(error), "Consume of " + route.from + ": " + error.message());
        } else {
            push_batch(target, route, batch);
            moved += batch.size();
            batch.done();
        }
    }
    source.settle();
    if (readable(invocation.io().stop_fd))
        throw Failure(ExitCode::partial, "interrupted");
}

} // namespace dmq::cli
