// SPDX-License-Identifier: BSL-1.0
// dmq consume: prints records as they arrive.
#include <boost/program_options/value_semantic.hpp>

#include <chrono>
#include <consume_neo.hpp>
#include <limits>
#include <output.hpp>
#include <table.hpp>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;
using Clock = std::chrono::steady_clock;
using Kind = client::Error::Kind;

/// How long records that were under way when the command was stopped are waited for.
constexpr std::chrono::milliseconds leave_time{250};

class Printer {
public:
    Printer(client::LegacyConsumer& consumer, Output& out, std::uint64_t count, bool json)
        : consumer_(consumer), out_(out), wanted_(count), json_(json)
    {
    }

    /// Prints until the end of the stream, the number of records, or the deadline.
    void print_until(Clock::time_point deadline)
    {
        while (!done() && Clock::now() < deadline) {
            RecordRun run = consumer_.next_run(Clock::time_point());
            if (run.records == 0 && !done()) {
                out_.flush();
                run = consumer_.next_run(deadline);
            }
            print(run);
        }
    }
    /// Prints what the node has already sent.
    void leave()
    {
        consumer_.leave();
        try {
            print_until(Clock::now() + leave_time);
        } catch (const client::Error& error) {
            if (error.kind() != Kind::lost) // the node has closed, as it was asked to
                throw;
        }
    }
    bool done() const { return wanted_ == 0 || consumer_.ended(); }
    std::uint64_t missing() const { return wanted_; }

private:
    void print(RecordRun run)
    {
        for (Bytes record : Records(run.bytes)) {
            if (wanted_ == 0)
                return;
            out_.line(json_ ? json_record(text_of(record)) : std::string(text_of(record)));
            --wanted_;
        }
    }

    client::LegacyConsumer& consumer_;
    Output& out_;
    std::uint64_t wanted_;
    bool json_;
};

void print_records(const Invocation& invocation, Printer& printer)
{
    auto deadline = client::LegacyConsumer::no_deadline;
    if (invocation.has("for"))
        deadline = Clock::now() + invocation.seconds("for");
    try {
        printer.print_until(deadline);
    } catch (const client::Error& error) {
        if (error.kind() != Kind::interrupted)
            throw;
        check_reader(invocation.io().out);
    }
    if (!printer.done())
        printer.leave();
}

/// `wanted` 0: any number is fine.
ExitCode result(std::uint64_t wanted, std::uint64_t missing)
{
    if (wanted == 0 || missing == 0)
        return ExitCode::ok;
    throw Failure(ExitCode::refused,
                  "only " + std::to_string(wanted - missing) + " of " + std::to_string(wanted) +
                      " records");
}

ExitCode consume(const Invocation& invocation, std::uint64_t count)
{
    client::LegacyConnection connection = invocation.connect(Invocation::On::signals_and_hangup);
    client::LegacyConsumer consumer = connection.consume(invocation.channel());
    return printing(invocation.io().out, [&](Output& out) {
        Printer printer(consumer, out,
                        count == 0 ? std::numeric_limits<std::uint64_t>::max() : count,
                        invocation.json());
        print_records(invocation, printer);
        return result(count, printer.missing());
    });
}

ExitCode run_consume(const Invocation& invocation)
{
    invocation.channel();
    const std::uint64_t count = invocation.count("count");
    if (invocation.has("for"))
        invocation.seconds("for");
    if (!invocation.legacy())
        return consume_neo(invocation, count);
    for (const char* option : {"subscriber", "exec"})
        if (invocation.has(option))
            invocation.require_neo(std::string("--") + option);
    try {
        return consume(invocation, count);
    } catch (const client::Error& error) { // before the stream began
        if (error.kind() != Kind::interrupted)
            throw;
        check_reader(invocation.io().out);
        return result(count, count);
    }
}

void add_consume_options(po::options_description_easy_init options)
{
    options("count", po::value<std::string>()->value_name("N"), "end after N records");
    options("for", po::value<std::string>()->value_name("SECONDS"), "end after SECONDS");
    options("subscriber", po::value<std::string>()->value_name("NAME"),
            "consumers of a subscriber share its records; each subscriber gets all");
    options("exec", po::value<std::string>()->value_name("COMMAND"),
            "run it with sh for each record, which is its input; a batch is acknowledged when all "
            "have ended with 0");
}

} // namespace

const Command consume_command{
    .name = "consume",
    .words = "CHANNEL",
    .summary = "Print the records of a channel as they arrive",
    .examples = "  dmq consume jobs\n"
                "  dmq consume jobs --count 100\n"
                "  dmq consume jobs --for 2.5 > jobs.txt\n"
                "  dmq consume jobs --subscriber audit --exec 'curl -fsd@- http://host/job'",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_consume_options,
    .run = run_consume,
};

} // namespace dmq::cli
