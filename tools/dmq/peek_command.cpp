// SPDX-License-Identifier: BSL-1.0
// dmq peek, dmq copy: the oldest records, which stay where they are.
#include <boost/asio/use_future.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <limits>
#include <output.hpp>
#include <progress_sink.hpp>
#include <queues.hpp>
#include <table.hpp>
#include <transfer.hpp>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

/// What a node shows at most, in bytes.
constexpr std::uint64_t most_bytes = 16 * 1024 * 1024;

using Peeked = std::vector<client::AtNode<std::vector<client::Record>>>;

Peeked peek(const Invocation& invocation, Session& session, std::uint64_t count)
{
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    client::PeekWish wish;
    wish.max_records = static_cast<std::uint32_t>(std::min(count, most));
    wish.max_bytes = most_bytes;
    Peeked peeked = session.admin()
                        .async_peek(invocation.channel(), invocation.text("subscriber"), wish, {},
                                    boost::asio::use_future)
                        .get();
    check_found(peeked, "channel " + invocation.channel() + " or its subscriber");
    return peeked;
}

ExitCode run_peek(const Invocation& invocation)
{
    invocation.require_neo("peek");
    invocation.channel();
    std::uint64_t wanted = invocation.has("count") ? invocation.count("count") : 1;
    Session session(invocation);
    const Peeked peeked = peek(invocation, session, wanted);
    return printing(invocation.io().out, [&](Output& out) {
        for (const auto& answer : peeked)
            for (const client::Record& record : answer.value)
                if (wanted > 0) {
                    out.line(invocation.json() ? json_record(record.text())
                                               : std::string(record.text()));
                    --wanted;
                }
        return ExitCode::ok;
    });
}

std::uint64_t records_in(const QueueAnswers& answers, const std::string& subscriber)
{
    std::uint64_t records = 0;
    for (const auto& answer : answers)
        for (const client::QueueStatus& queue : answer.value)
            if (queue.subscriber.value_or("") == subscriber)
                records += queue.usage.records();
    return records;
}

void push_all(const Invocation& invocation, const Peeked& peeked, ISink& sink)
{
    std::uint64_t bytes = 0;
    for (const auto& answer : peeked)
        for (const client::Record& record : answer.value)
            bytes += record.text().size();
    ProgressSink shown(invocation, sink, bytes, 0);
    for (const auto& answer : peeked)
        for (const client::Record& record : answer.value)
            if (!shown.push(record.text()))
                break;
    shown.finish();
}

ExitCode run_copy(const Invocation& invocation)
{
    invocation.require_neo("copy");
    const std::string& channel = invocation.channel_at(1);
    if (invocation.channel_at(0) == channel && !invocation.has("to-nodes"))
        throw Failure(ExitCode::usage, "source and target are the same: give --to-nodes");
    const Target to = target_of(invocation);
    Session session(invocation);
    const Peeked peeked = peek(invocation, session, std::numeric_limits<std::uint64_t>::max());
    const auto queues = list_queues(session, invocation.channel_at(0));
    check_answers(queues);
    const std::uint64_t held = records_in(queues, invocation.text("subscriber"));
    const auto sink = make_sink(invocation, channel, to.nodes, to.credentials);
    push_all(invocation, peeked, *sink);
    write_all(invocation.io().out, count_text(sink->acknowledged(), "copied", invocation.json()));
    if (sink->acknowledged() >= held)
        return ExitCode::ok;
    throw Failure(ExitCode::partial,
                  "of " + std::to_string(held) +
                      " records: a node shows at most 16 MiB, and none that a consumer has");
}

void add_subscriber(po::options_description_easy_init options)
{
    options("subscriber", po::value<std::string>()->value_name("NAME"), "whose records");
}

void add_copy_options(po::options_description_easy_init options)
{
    add_subscriber(options);
    add_target_options(options);
}

void add_peek_options(po::options_description_easy_init options)
{
    options("count", po::value<std::string>()->value_name("N"), "how many records, else 1");
    add_subscriber(options);
}

} // namespace

const Command peek_command{
    .name = "peek",
    .words = "CHANNEL",
    .summary = "Print the oldest records and leave them where they are",
    .examples = "  dmq peek jobs\n"
                "  dmq peek jobs --count 10 --subscriber audit",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_peek_options,
    .run = run_peek,
};

const Command copy_command{
    .name = "copy",
    .words = "SOURCE TARGET",
    .summary = "Push copies of a channel's records to another channel or DMQ",
    .examples = "  dmq copy jobs jobs-test\n"
                "  dmq copy jobs jobs --to-nodes test-dmq.nodes",
    .min_words = 2,
    .max_words = 2,
    .add_options = add_copy_options,
    .run = run_copy,
};

} // namespace dmq::cli
