// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <map>
#include <queues.hpp>
#include <set>

namespace dmq::cli {

QueueAnswers list_queues(Session& session, const std::string& channel, client::Admin::Target node)
{
    return session.admin().async_list(channel, std::move(node), boost::asio::use_future).get();
}

std::vector<ChannelRow> channel_rows(const QueueAnswers& answers)
{
    std::map<std::string, ChannelRow> channels;
    std::set<std::pair<std::string, std::string>> subscribers;
    for (const auto& answer : answers)
        for (const client::QueueStatus& queue : answer.value) {
            ChannelRow& row = channels[queue.channel];
            row.name = queue.channel;
            row.records += queue.usage.records();
            row.bytes += queue.usage.bytes();
            row.consumers += queue.consumers;
            row.dropped += queue.usage.dropped_records;
            row.percent = std::max(row.percent, queue.usage.percent());
            if (queue.subscriber && subscribers.emplace(queue.channel, *queue.subscriber).second)
                ++row.subscribers;
        }
    std::vector<ChannelRow> rows;
    rows.reserve(channels.size());
    for (auto& [name, row] : channels)
        rows.push_back(std::move(row));
    return rows;
}

} // namespace dmq::cli
