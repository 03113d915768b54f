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

std::string acknowledged(const client::Pusher& pusher)
{
    return ": " + std::to_string(pusher.acknowledged()) + " of " + std::to_string(pusher.pushed()) +
        " records sent were acknowledged";
}

void check_refusal(const client::Pusher& pusher)
{
    if (!pusher.refusal())
        return;
    const auto [record, status] = *pusher.refusal();
    throw Failure(pusher.acknowledged() > 0 ? ExitCode::partial : ExitCode::refused,
                  client::describe(status) + acknowledged(pusher) +
                      ", the first refused is record " + std::to_string(record + 1));
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

ExitCode push_acknowledged(const Invocation& invocation,
                           const std::function<void(client::Pusher&)>& feed)
{
    client::LegacyConnection connection = invocation.connect();
    client::Pusher pusher = connection.pusher(invocation.channel());
    try {
        std::string problem;
        try {
            feed(pusher);
        } catch (const Failure& failure) {
            problem = failure.what();
        }
        pusher.finish();
        check_refusal(pusher);
        if (!problem.empty())
            throw Failure(ExitCode::io, problem + acknowledged(pusher));
    } catch (const client::Error& error) {
        check_refusal(pusher);
        throw Failure(pusher.acknowledged() > 0 ? ExitCode::partial : ExitCode::connection,
                      error.what() + acknowledged(pusher));
    }
    return ExitCode::ok;
}

} // namespace dmq::cli
