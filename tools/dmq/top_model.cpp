// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <top_model.hpp>

namespace dmq::cli {
namespace {

bool before(const TopRow& a, const TopRow& b, TopOrder order)
{
    switch (order) {
    case TopOrder::name:
        return a.values.name < b.values.name;
    case TopOrder::records:
        return a.values.records > b.values.records;
    case TopOrder::bytes:
        return a.values.bytes > b.values.bytes;
    case TopOrder::fullness:
        return a.values.percent > b.values.percent;
    case TopOrder::change:
        return a.change > b.change;
    }
    return false;
}

} // namespace

std::string to_string(TopOrder order)
{
    constexpr const char* names[] = {"name", "records", "bytes", "fullness", "change"};
    return names[static_cast<std::size_t>(order)];
}

void TopModel::add(Time now, const QueueAnswers& answers)
{
    std::map<std::string, TopChannel> channels;
    failures_.clear();
    for (const auto& answer : answers) {
        const std::string node = to_string(answer.node);
        if (answer.error)
            failures_.push_back(node + ": " + answer.error.message());
        for (ChannelRow& row : channel_rows({answer})) {
            const std::string name = row.name;
            channels[name].nodes.push_back(look(now, std::move(row), node));
        }
    }
    nodes_ = answers.size() - failures_.size();
    channels_.clear();
    for (auto& [name, channel] : channels)
        channels_.push_back(std::move(channel));
    const auto totals = channel_rows(answers); // by name as well
    for (std::size_t i = 0; i < totals.size(); ++i) {
        channels_[i].all.values = totals[i];
        add_total(now, channels_[i]);
    }
    forget_what_is_gone(now);
}

/// Its change is that of its nodes: one that does not answer takes no records away.
void TopModel::add_total(Time now, TopChannel& channel)
{
    channel.all = look(now, std::move(channel.all.values), "");
    channel.all.change = 0;
    for (const TopRow& node : channel.nodes)
        channel.all.change += node.change;
}

TopRow TopModel::look(Time now, ChannelRow values, const std::string& node)
{
    Series& series = history_[{values.name, node}];
    series.push_back({now, values.records});
    if (series.size() > looks)
        series.pop_front();
    TopRow row{std::move(values), node, 0, {}};
    for (const Sample& sample : series)
        row.history.push_back(sample.records);
    const Sample& first = *std::ranges::find_if(
        series, [&](const Sample& sample) { return now - sample.time <= window; });
    const std::chrono::duration<double> elapsed = now - first.time;
    if (elapsed.count() > 0)
        row.change = (static_cast<double>(row.values.records) -
                      static_cast<double>(first.records)) /
            elapsed.count();
    return row;
}

/// Removed channels, and nodes that have not answered for a minute.
void TopModel::forget_what_is_gone(Time now)
{
    std::erase_if(history_, [&](const auto& entry) {
        return now - entry.second.back().time > std::chrono::minutes(1);
    });
}

std::vector<TopChannel> TopModel::channels(const TopWish& wish) const
{
    std::vector<TopChannel> shown;
    for (const TopChannel& channel : channels_)
        if (channel.all.values.name.find(wish.filter) != std::string::npos)
            shown.push_back(channel);
    std::ranges::stable_sort(shown, [&](const TopChannel& a, const TopChannel& b) {
        return wish.reverse ? before(b.all, a.all, wish.order) : before(a.all, b.all, wish.order);
    });
    return shown;
}

} // namespace dmq::cli
