// SPDX-License-Identifier: BSL-1.0
// What push and produce share: records from lines, and the report of what was acknowledged.
#pragma once

#include <dmq/protocol/legacy.hpp>

#include <cstdint>
#include <functional>
#include <invocation.hpp>
#include <line_reader.hpp>
#include <sink.hpp>
#include <string>

namespace dmq::cli {

/// Adds --file and --empty.
void add_input_options(boost::program_options::options_description_easy_init options);

/// The lines of --file, or of standard input, as records.
class LineSource {
public:
    /// Opens the file. Throws Failure(io), Failure(usage).
    explicit LineSource(const Invocation& invocation);
    LineSource(const LineSource&) = delete;
    LineSource& operator=(const LineSource&) = delete;
    ~LineSource();

    /// Gives all lines to a Pusher or Producer until it has had enough. Throws Failure(io), Error.
    template <class Sink> void feed(Sink& sink)
    {
        std::string_view line;
        while (true) {
            while (lines_.take(line))
                if (line.empty() ? !skip_empty() : !sink.push(line))
                    return;
            if (lines_.ended())
                return;
            sink.wait_readable(lines_.fd());
            lines_.fill();
        }
    }
    /// The descriptor that is read, and its name for messages.
    int fd() const noexcept { return lines_.fd(); }
    const std::string& name() const noexcept { return lines_.name(); }
    /// Says on stderr how many empty lines were skipped, if any.
    void report_empty() const;

private:
    bool skip_empty();

    const Invocation& invocation_;
    int file_; // -1: standard input is read
    bool fail_on_empty_;
    LineReader lines_;
    std::uint64_t empty_ = 0;
};

/// Pushes what `feed` gives to the sink, and waits until all is acknowledged; else throws
/// Failure that says how much was.
ExitCode push_acknowledged(const Invocation& invocation, const std::function<void(ISink&)>& feed);

} // namespace dmq::cli
