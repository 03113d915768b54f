// SPDX-License-Identifier: BSL-1.0
// dmq push: records from the command line, a file or standard input, each acknowledged.
#include <limits>
#include <send.hpp>
#include <unistd.h>

namespace dmq::cli {
namespace {

void check_records(std::span<const std::string> records)
{
    for (const std::string& record : records)
        if (record.empty() || record.size() > legacy::max_array)
            throw Failure(ExitCode::usage, "a record has 1 to 10485760 bytes");
}

ExitCode push_words(const Invocation& invocation)
{
    check_records(invocation.records());
    return push_acknowledged(invocation, [&](ISink& sink) {
        for (const std::string& record : invocation.records())
            if (!sink.push(record))
                return;
    });
}

ExitCode run_push(const Invocation& invocation)
{
    invocation.channel();
    const bool words = !invocation.records().empty();
    const bool file = invocation.has("file");
    const bool input = invocation.has("stdin");
    if ((words && (file || input)) || (file && input))
        throw Failure(ExitCode::usage, "expected one of RECORD arguments, --file and --stdin");
    if (words)
        return push_words(invocation);
    if (!file && !input && ::isatty(invocation.io().in))
        throw Failure(ExitCode::usage, "expected RECORD arguments, --file, or lines on stdin");
    LineSource source(invocation);
    push_acknowledged(invocation, [&](ISink& sink) { source.feed(sink); });
    source.report_empty();
    return ExitCode::ok;
}

void add_push_options(boost::program_options::options_description_easy_init options)
{
    add_input_options(options);
    options("stdin", "lines of standard input; as without RECORD and --file");
}

} // namespace

const Command push_command{
    .name = "push",
    .words = "CHANNEL [RECORD...]",
    .summary = "Push records, each acknowledged by the node",
    .examples = "  dmq push jobs 'first record' second\n"
                "  dmq push jobs -- -5\n"
                "  dmq push jobs --file jobs.txt\n"
                "  seq 1000 | dmq push jobs --stdin",
    .min_words = 1,
    .max_words = std::numeric_limits<std::size_t>::max(),
    .add_options = add_push_options,
    .run = run_push,
};

} // namespace dmq::cli
