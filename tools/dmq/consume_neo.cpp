// SPDX-License-Identifier: BSL-1.0
#include <consume_neo.hpp>
#include <output.hpp>
#include <record_command.hpp>
#include <session.hpp>
#include <stop_watch.hpp>
#include <table.hpp>

namespace dmq::cli {
namespace {

using client::Errc;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Signals and the reader of the output are looked at so often.
constexpr milliseconds slice{50};

class Worker {
public:
    Worker(const Invocation& invocation, Output& out, std::uint64_t count)
        : invocation_(invocation), out_(out), count_(count)
    {
    }

    /// All of it, or up to the number that is wanted; acknowledges a whole batch only.
    void work(client::Batch& batch)
    {
        std::uint64_t worked = 0;
        for (const Bytes record : batch) {
            if (complete())
                break;
            work(text_of(record));
            ++worked;
        }
        out_.flush();
        if (worked == batch.size())
            batch.done();
        else
            again_ = worked;
    }
    bool complete() const { return count_ != 0 && records_ == count_; }
    ExitCode result() const
    {
        if (again_ > 0)
            invocation_.say("the last " + std::to_string(again_) +
                            " records are part of a larger batch: they will come again");
        if (count_ == 0 || complete())
            return ExitCode::ok;
        throw Failure(ExitCode::refused,
                      "only " + std::to_string(records_) + " of " + std::to_string(count_) +
                          " records");
    }

private:
    void work(std::string_view record)
    {
        if (invocation_.has("exec"))
            run_for_record(invocation_.get<std::string>("exec"), record);
        else
            out_.line(invocation_.json() ? json_record(record) : std::string(record));
        ++records_;
    }

    const Invocation& invocation_;
    Output& out_;
    std::uint64_t count_;
    std::uint64_t records_ = 0;
    std::uint64_t again_ = 0;
};

bool is_end(const std::error_code& error)
{
    return error == make_error_code(Errc::stopped) ||
        error == make_error_code(Errc::channel_removed);
}

/// Until the consumer has ended, the worker has enough or somebody stops it. Consumer::stop() is
/// not for this program: a batch that it crosses would count as acknowledged.
void take_batches(const Invocation& invocation, Session& session, client::Consumer& consumer,
                  Worker& worker, Clock::time_point deadline)
{
    while (!worker.complete() && !readable(invocation.io().stop_fd) && Clock::now() < deadline) {
        check_reader(invocation.io().out);
        auto [error, batch] = session.blocking().next(consumer, slice);
        if (!error)
            worker.work(batch);
        else if (is_end(error))
            return;
        else if (error != make_error_code(Errc::timed_out))
            throw Failure(code_of(error), "Consume: " + error.message());
    }
}

} // namespace

ExitCode consume_neo(const Invocation& invocation, std::uint64_t count)
{
    client::ConsumeOptions options;
    options.subscriber = invocation.text("subscriber");
    auto deadline = Clock::time_point::max();
    if (invocation.has("for"))
        deadline = Clock::now() + invocation.seconds("for");
    Session session(invocation);
    auto consumer = session.client().consume(invocation.channel(), options);
    Output out(invocation.io().out);
    Worker worker(invocation, out, count);
    take_batches(invocation, session, consumer, worker, deadline);
    session.settle();
    return worker.result();
}

} // namespace dmq::cli
