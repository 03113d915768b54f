// SPDX-License-Identifier: BSL-1.0
// dmq remove: deletes a channel with all its records.
#include <invocation.hpp>

namespace dmq::cli {
namespace {

ExitCode run_remove(const Invocation& invocation)
{
    const std::string& channel = invocation.channel();
    const client::Status status = invocation.connect().remove_channel(channel);
    if (status != client::Status::ok)
        throw Failure(ExitCode::refused, client::describe(status));
    return ExitCode::ok;
}

void add_options(boost::program_options::options_description_easy_init) { }

} // namespace

const Command remove_command{
    .name = "remove",
    .words = "CHANNEL",
    .summary = "Delete a channel with all its records",
    .examples = "  dmq remove jobs",
    .min_words = 1,
    .max_words = 1,
    .add_options = add_options,
    .run = run_remove,
};

} // namespace dmq::cli
