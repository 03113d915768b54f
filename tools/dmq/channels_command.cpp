// SPDX-License-Identifier: BSL-1.0
// dmq channels: what the node holds.
#include <algorithm>
#include <output.hpp>
#include <queues.hpp>
#include <table.hpp>

namespace dmq::cli {
namespace {

std::vector<std::string> channel_names(client::LegacyConnection& connection)
try {
    auto answer = connection.get_channels();
    if (!answer.ok())
        throw Failure(ExitCode::refused, "GetChannels: " + client::describe(answer.status));
    std::sort(answer.value.begin(), answer.value.end());
    return std::move(answer.value);
} catch (const client::Error& error) {
    if (error.kind() != client::Error::Kind::lost)
        throw;
    throw Failure(ExitCode::connection,
                  error.what() + std::string(" (some nodes do so as they do not know it)"));
}

ChannelRow row_of(client::LegacyConnection& connection, const std::string& name)
{
    const auto answer = connection.get_channel_size(name);
    if (!answer.ok())
        throw Failure(ExitCode::refused,
                      "GetChannelSize of " + json_string(name) + ": " +
                          client::describe(answer.status));
    return {name, answer.value.records, answer.value.bytes};
}

ExitCode channels_legacy(const Invocation& invocation)
{
    client::LegacyConnection connection = invocation.connect();
    std::vector<ChannelRow> rows;
    for (const std::string& name : channel_names(connection))
        rows.push_back(row_of(connection, name));
    return printing(invocation.io().out, [&](Output& out) {
        out.write(invocation.json() ? channel_json(rows)
                                    : channel_table(rows, invocation.has("human")));
        return ExitCode::ok;
    });
}

ExitCode channels_neo(const Invocation& invocation)
{
    Session session(invocation);
    const auto answers = list_queues(session, "");
    const auto rows = channel_rows(answers);
    printing(invocation.io().out, [&](Output& out) {
        out.write(invocation.json() ? full_channel_json(rows)
                                    : full_channel_table(rows, invocation.has("human")));
        return ExitCode::ok;
    });
    check_answers(answers);
    return ExitCode::ok;
}

ExitCode run_channels(const Invocation& invocation)
{
    return invocation.legacy() ? channels_legacy(invocation) : channels_neo(invocation);
}

void add_channels_options(boost::program_options::options_description_easy_init options)
{
    options("human", "print sizes as 1.5 MiB");
}

} // namespace

const Command channels_command{
    .name = "channels",
    .words = "",
    .summary = "List the channels with their records and bytes",
    .examples = "  dmq channels\n"
                "  dmq channels --human\n"
                "  dmq channels --json",
    .min_words = 0,
    .max_words = 0,
    .add_options = add_channels_options,
    .run = run_channels,
};

} // namespace dmq::cli
