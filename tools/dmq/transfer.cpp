// SPDX-License-Identifier: BSL-1.0
#include <progress.hpp>
#include <queues.hpp>
#include <stop_watch.hpp>
#include <transfer.hpp>

namespace dmq::cli {
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
