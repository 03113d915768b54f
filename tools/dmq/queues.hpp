// SPDX-License-Identifier: BSL-1.0
// What the nodes tell about their queues.
#pragma once

#include <session.hpp>
#include <string>
#include <table.hpp>
#include <vector>

namespace dmq::cli {

using QueueAnswers = std::vector<client::AtNode<std::vector<client::QueueStatus>>>;

/// All queues of all nodes (or of one), or those of one channel.
QueueAnswers list_queues(Session& session, const std::string& channel,
                         client::Admin::Target node = {});

/// The queues of all nodes by channel, sorted by name.
std::vector<ChannelRow> channel_rows(const QueueAnswers& answers);

/// Nodes that do not know the channel are fine as long as one does. Throws Failure: a node failed,
/// or no node knows `what`.
template <class Answers> void check_found(const Answers& answers, const std::string& what)
{
    const std::error_code unknown = client::Errc::channel_unknown;
    check_answers(answers, unknown);
    for (const auto& answer : answers)
        if (!answer.error)
            return;
    throw Failure(ExitCode::refused, what + " does not exist");
}

} // namespace dmq::cli
