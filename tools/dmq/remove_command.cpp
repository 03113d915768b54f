// SPDX-License-Identifier: BSL-1.0
// dmq remove: deletes a channel with all its records.
#include <boost/asio/use_future.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <queues.hpp>

namespace dmq::cli {
namespace {

ExitCode remove_legacy(const Invocation& invocation)
{
    const client::Status status = invocation.connect().remove_channel(invocation.channel());
    if (status != client::Status::ok)
        throw Failure(ExitCode::refused, client::describe(status));
    return ExitCode::ok;
}

ExitCode remove_neo(const Invocation& invocation)
{
    using boost::asio::use_future;
    Session session(invocation);
    auto admin = session.admin();
    const std::string& channel = invocation.channel();
    auto answers = invocation.has("subscriber")
        ? admin.async_remove_subscriber(channel, invocation.get<std::string>("subscriber"), {},
                                        use_future)
        : admin.async_remove_channel(channel, {}, use_future);
    check_found(answers.get(), "channel " + channel + " or its subscriber");
    return ExitCode::ok;
}

ExitCode run_remove(const Invocation& invocation)
{
    invocation.channel();
    if (invocation.has("subscriber"))
        invocation.require_neo("--subscriber");
    return invocation.legacy() ? remove_legacy(invocation) : remove_neo(invocation);
}

void add_remove_options(boost::program_options::options_description_easy_init options)
{
    options("subscriber", boost::program_options::value<std::string>()->value_name("NAME"),
            "only this subscriber with its records");
}

} // namespace

const Command remove_command{
    .name = "remove",
    .words = "CHANNEL",
    .summary = "Delete a channel with all its records",
    .examples = "  dmq remove jobs\n"
                "  dmq remove jobs --subscriber audit",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_remove_options,
    .run = run_remove,
};

} // namespace dmq::cli
