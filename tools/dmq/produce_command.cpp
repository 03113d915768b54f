// SPDX-License-Identifier: BSL-1.0
// dmq produce: bulk input, by pipelined Push requests or by the Produce stream.
#include <send.hpp>

namespace dmq::cli {
namespace {

/// The records of a stream have no answers; that of the request behind it shows that all were read.
void stream_lines(const Invocation& invocation, LineSource& source)
{
    client::LegacyConnection connection = invocation.connect();
    client::Producer producer = connection.produce(invocation.channel());
    std::string problem;
    try {
        try {
            source.feed(producer);
        } catch (const Failure& failure) {
            problem = failure.what();
        }
        producer.end();
        connection.get_num_connections();
    } catch (const client::Error& error) {
        if (producer.pushed() == 0)
            throw;
        throw Failure(ExitCode::partial,
                      error.what() + std::string(": unknown how many of ") +
                          std::to_string(producer.pushed()) + " records arrived");
    }
    if (!problem.empty())
        throw Failure(ExitCode::io,
                      problem + ": " + std::to_string(producer.pushed()) + " records arrived");
}

ExitCode run_produce(const Invocation& invocation)
{
    invocation.channel();
    LineSource source(invocation);
    if (invocation.has("stream"))
        stream_lines(invocation, source);
    else
        push_acknowledged(invocation, [&](client::Pusher& pusher) { source.feed(pusher); });
    source.report_empty();
    return ExitCode::ok;
}

void add_options(boost::program_options::options_description_easy_init options)
{
    add_input_options(options);
    options("stream", "use the Produce request: one answer for all records, not one for each");
}

} // namespace

const Command produce_command{
    .name = "produce",
    .words = "CHANNEL",
    .summary = "Push the lines of standard input or of a file, for bulk",
    .examples = "  dmq produce jobs < jobs.txt\n"
                "  dmq produce jobs --file jobs.txt --empty fail\n"
                "  tail -f app.log | dmq produce log",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_options,
    .run = run_produce,
};

} // namespace dmq::cli
