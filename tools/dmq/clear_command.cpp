// SPDX-License-Identifier: BSL-1.0
// dmq clear: forgets the records of a channel; the channel and its subscribers stay.
#include <boost/asio/use_future.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <output.hpp>
#include <queues.hpp>
#include <table.hpp>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

ExitCode run_clear(const Invocation& invocation)
{
    invocation.require_neo("clear");
    const std::string& channel = invocation.channel();
    std::optional<std::string> subscriber;
    if (invocation.has("subscriber"))
        subscriber = invocation.get<std::string>("subscriber");
    Session session(invocation);
    const auto answers =
        session.admin().async_clear(channel, subscriber, {}, boost::asio::use_future).get();
    std::uint64_t records = 0;
    for (const auto& answer : answers)
        records += answer.value;
    check_found(answers, "channel " + channel + " or its subscriber");
    write_all(invocation.io().out, count_text(records, "cleared", invocation.json()));
    return ExitCode::ok;
}

void add_clear_options(po::options_description_easy_init options)
{
    options("subscriber", po::value<std::string>()->value_name("NAME"),
            "only this subscriber's records");
}

} // namespace

const Command clear_command{
    .name = "clear",
    .words = "CHANNEL",
    .summary = "Forget all records of a channel, which stays with its subscribers",
    .examples = "  dmq clear jobs\n"
                "  dmq clear jobs --subscriber audit",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_clear_options,
    .run = run_clear,
};

} // namespace dmq::cli
