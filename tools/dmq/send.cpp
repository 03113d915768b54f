// SPDX-License-Identifier: BSL-1.0
#include <boost/program_options/value_semantic.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <send.hpp>
#include <unistd.h>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

bool names_file(const Invocation& invocation)
{
    return invocation.has("file") && invocation.get<std::string>("file") != "-";
}

int open_file(const Invocation& invocation)
{
    if (!names_file(invocation))
        return -1;
    const auto& path = invocation.get<std::string>("file");
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        throw Failure(ExitCode::io, "cannot open " + path + ": " + std::strerror(errno));
    return fd;
}

bool fail_on_empty(const Invocation& invocation)
{
    const auto& what = invocation.get<std::string>("empty");
    if (what != "skip" && what != "fail")
        throw Failure(ExitCode::usage, "--empty: \"" + what + "\": expected skip or fail");
    return what == "fail";
}

} // namespace

void add_input_options(po::options_description_easy_init options)
{
    options("file,f", po::value<std::string>()->value_name("FILE"),
            "one record per line of FILE; - is standard input");
    options("empty", po::value<std::string>()->default_value("skip")->value_name("skip|fail"),
            "what to do with empty lines: a record is never empty");
}

LineSource::LineSource(const Invocation& invocation)
    : invocation_(invocation),
      file_(open_file(invocation)),
      fail_on_empty_(fail_on_empty(invocation)),
      lines_(file_ < 0 ? invocation.io().in : file_,
             file_ < 0 ? "standard input" : invocation.get<std::string>("file"), legacy::max_array)
{
}

LineSource::~LineSource()
{
    if (file_ >= 0)
        ::close(file_);
}

bool LineSource::skip_empty()
{
    if (fail_on_empty_)
        throw Failure(ExitCode::io,
                      lines_.name() + ": line " + std::to_string(lines_.line_number()) +
                          " is empty: a record is never empty");
    ++empty_;
    return true;
}

void LineSource::report_empty() const
{
    if (empty_ > 0)
        invocation_.say(std::to_string(empty_) + (empty_ == 1 ? " empty line" : " empty lines") +
                        " skipped: a record is never empty");
}

ExitCode push_acknowledged(const Invocation& invocation, const std::function<void(ISink&)>& feed)
{
    const auto sink = make_sink(invocation, invocation.channel());
    std::string problem;
    try {
        feed(*sink);
    } catch (const SinkFailure&) {
        throw;
    } catch (const Failure& failure) {
        problem = failure.what();
    }
    sink->finish();
    if (!problem.empty())
        throw Failure(ExitCode::io, problem + sink->acknowledged_text());
    return ExitCode::ok;
}

} // namespace dmq::cli
