// SPDX-License-Identifier: BSL-1.0
// dmq produce: bulk input, by pipelined Push requests or by the Produce stream.
#include <file_content.hpp>
#include <filesystem>
#include <framed_reader.hpp>
#include <limits>
#include <progress_sink.hpp>
#include <send.hpp>
#include <sys/stat.h>

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

void feed_framed(ISink& sink, const LineSource& source)
{
    FramedReader reader(source.fd(), source.name(), legacy::max_array);
    while (true) {
        sink.wait_readable(reader.fd());
        const auto record = reader.next();
        if (!record || !sink.push(*record))
            return;
    }
}

std::string record_in(const std::string& path)
{
    std::string content = content_of(path);
    if (content.empty() || content.size() > legacy::max_array)
        throw Failure(ExitCode::io, path + ": a record has 1 to 10485760 bytes");
    return content;
}

void feed_files(ISink& sink, std::span<const std::string> files)
{
    for (const std::string& file : files)
        if (!sink.push(record_in(file)))
            return;
}

/// Bytes of a file from where it is read on; 0 for what is no file.
std::uint64_t size_of_input(int fd)
{
    struct stat status { };
    const off_t at = ::lseek(fd, 0, SEEK_CUR);
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || at < 0 || at > status.st_size)
        return 0;
    return static_cast<std::uint64_t>(status.st_size - at);
}

std::uint64_t size_of_all(std::span<const std::string> files)
{
    std::uint64_t total = 0;
    std::error_code failed;
    for (const std::string& file : files)
        if (const auto size = std::filesystem::file_size(file, failed); !failed)
            total += size;
    return total;
}

void feed_kind(const Invocation& invocation, LineSource& source, ISink& sink)
{
    constexpr std::size_t length_of_frame = 8, end_of_line = 1;
    if (invocation.has("file-per-record")) {
        ProgressSink shown(invocation, sink, size_of_all(invocation.records()), 0);
        feed_files(shown, invocation.records());
    } else if (invocation.has("framed")) {
        ProgressSink shown(invocation, sink, size_of_input(source.fd()), length_of_frame);
        feed_framed(shown, source);
    } else {
        ProgressSink shown(invocation, sink, size_of_input(source.fd()), end_of_line);
        source.feed(shown);
    }
}

void check_kind(const Invocation& invocation)
{
    const int kinds = static_cast<int>(invocation.has("framed")) +
        static_cast<int>(invocation.has("stream")) +
        static_cast<int>(invocation.has("file-per-record"));
    if (kinds > 1)
        throw Failure(ExitCode::usage, "expected one of --framed, --stream and --file-per-record");
    if (invocation.has("stream") && !invocation.legacy())
        throw Failure(ExitCode::usage, "--stream is of the legacy protocol: give --legacy");
    if (invocation.has("file-per-record") == invocation.records().empty())
        throw Failure(ExitCode::usage,
                      invocation.records().empty() ? "--file-per-record: expected files"
                                                   : "too many arguments: expected CHANNEL");
}

ExitCode run_produce(const Invocation& invocation)
{
    invocation.channel();
    check_kind(invocation);
    LineSource source(invocation);
    if (invocation.has("stream"))
        stream_lines(invocation, source);
    else
        push_acknowledged(invocation, [&](ISink& sink) { feed_kind(invocation, source, sink); });
    source.report_empty();
    return ExitCode::ok;
}

void add_produce_options(boost::program_options::options_description_easy_init options)
{
    add_input_options(options);
    options("framed",
            "the input is binary: each record is a 64 bit length, little endian, and its "
            "bytes");
    options("file-per-record", "the arguments behind CHANNEL are files, each is a record");
    options("stream", "use the Produce request: one answer for all records, not one for each");
}

} // namespace

const Command produce_command{
    .name = "produce",
    .words = "CHANNEL [FILE...]",
    .summary = "Push the lines of standard input or of a file, for bulk",
    .examples = "  dmq produce jobs < jobs.txt\n"
                "  dmq produce jobs --file jobs.txt --empty fail\n"
                "  tail -f app.log | dmq produce log\n"
                "  dmq produce images --file-per-record *.png",
    .min_words = 1,
    .max_words = std::numeric_limits<std::size_t>::max(),
    .add_options = add_produce_options,
    .run = run_produce,
};

} // namespace dmq::cli
