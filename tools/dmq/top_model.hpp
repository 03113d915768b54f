// SPDX-License-Identifier: BSL-1.0
// What dmq top knows: the channels of each node, now and over the last looks.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <queues.hpp>
#include <string>
#include <vector>

namespace dmq::cli {

/// A channel of the whole DMQ, or what one node has of it.
struct TopRow {
    ChannelRow values; // named like the channel
    std::string node; // empty: all of them
    double change = 0; // of the records, per second
    std::vector<std::uint64_t> history; // records at the last looks, the oldest first
};

/// A channel with its row for each node that has it.
struct TopChannel {
    TopRow all;
    std::vector<TopRow> nodes;
};

enum class TopOrder { name, records, bytes, fullness, change };
/// "name", "records" …
std::string to_string(TopOrder order);

/// What the user wants to see.
struct TopWish {
    TopOrder order = TopOrder::records; // descending, but names
    bool reverse = false;
    bool nodes = true; // a line for each node
    std::string filter; // part of the channel's name; empty: all
    std::size_t first = 0; // line at the top
};

/// One thread.
class TopModel {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr std::size_t looks = 20; // in the history
    static constexpr std::chrono::seconds window{5}; // of which change is the mean

    /// What the nodes answered, later than before. A node that fails keeps its history, its
    /// channels are not shown.
    void add(Time now, const QueueAnswers& answers);
    /// The channels with their nodes as wanted.
    std::vector<TopChannel> channels(const TopWish& wish) const;
    /// "HOST:PORT: why" of each node that did not answer.
    const std::vector<std::string>& failures() const noexcept { return failures_; }
    /// How many did.
    std::size_t nodes() const noexcept { return nodes_; }

private:
    struct Sample {
        Time time;
        std::uint64_t records;
    };
    using Series = std::deque<Sample>;
    using Key = std::pair<std::string, std::string>; // channel and node; no node: all

    TopRow look(Time now, ChannelRow values, const std::string& node);
    void add_total(Time now, TopChannel& channel);
    void forget_what_is_gone(Time now);

    std::map<Key, Series> history_;
    std::vector<TopChannel> channels_; // by name
    std::vector<std::string> failures_;
    std::size_t nodes_ = 0;
};

} // namespace dmq::cli
