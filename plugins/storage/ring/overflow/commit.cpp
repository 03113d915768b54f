// SPDX-License-Identifier: BSL-1.0
// Making durable what there is: every write_index_ms, and at a stop.
#include "overflow.hpp"

#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <exception>
#include <fcntl.h>
#include <system_error>

namespace dmq::ring {

/// The state of all queues at one moment.
struct Overflow::Snapshot {
    std::uint64_t generation = 0;
    std::uint64_t changes = 0;
    std::uint64_t cut = 0;
    std::uint64_t live = 0; // position of the oldest record that is kept
    std::vector<overflow::OwnLine> own;
    std::vector<overflow::IndexLine> lines; // positions as everywhere but in the file
};

overflow::OwnLine Overflow::own_line(const QueueState& queue) const
{
    const std::uint64_t end = std::max(data_->end(), overflow::first_record);
    const std::uint64_t first = queue.kept_records() == 0 ? end : queue.kept_first();
    const std::uint64_t unread = queue.unread.records == 0 ? end : queue.unread.first;
    return {queue.channel, queue.name, first, stopping_ ? unread : first};
}

/// A line for each queue that has a channel number; one for the highest number, as those below it
/// without a line are void; and one that says that all records so far are those of these lines.
std::vector<overflow::OwnLine> Overflow::own_lines() const
{
    const std::uint64_t end = std::max(data_->end(), overflow::first_record);
    std::vector<overflow::OwnLine> lines{{0, {}, end, end}};
    for (const QueueState* queue : queues_)
        if (queue->channel != 0 && queue->generation == generation_)
            lines.push_back(own_line(*queue));
    for (const auto& [name, queue] : found_.queues)
        lines.push_back({queue.channel, name, queue.chain.first, queue.chain.first});
    const auto is_highest = [this](const auto& line) { return line.channel == highest_channel_; };
    if (highest_channel_ != 0 && std::none_of(lines.begin(), lines.end(), is_highest))
        lines.push_back({highest_channel_, {}, 0, 0});
    return lines;
}

Overflow::Snapshot Overflow::snapshot() const
{
    Snapshot now{generation_, changes_, data_->cut(), data_->end(), own_lines(), {}};
    const auto add = [&now](const std::string& name, std::uint64_t records, std::uint64_t bytes,
                            std::uint64_t first, std::uint64_t last) {
        now.live = std::min(now.live, first);
        now.lines.push_back({name, records, bytes, first, last});
    };
    for (const QueueState* queue : queues_)
        if (queue->kept_records() != 0)
            add(queue->name, queue->kept_records(), queue->kept_bytes(), queue->kept_first(),
                queue->unread.last);
    for (const auto& [name, queue] : found_.queues)
        add(name, queue.chain.records, queue.chain.bytes, queue.chain.first, queue.chain.last);
    std::sort(now.lines.begin(), now.lines.end(),
              [](const auto& a, const auto& b) { return a.storage_name < b.storage_name; });
    return now;
}

/// Whether the data file has not been emptied since.
bool Overflow::still(const Snapshot& snapshot) const noexcept
{
    return phase_ == Phase::active && generation_ == snapshot.generation;
}

void Overflow::commit() noexcept
{
    try {
        auto snapshot = begin_commit();
        if (!snapshot || !replace_own_index(*snapshot))
            return;
        cut_head(*snapshot);
        replace_index(*snapshot);
        end_commit(*snapshot);
    } catch (const std::exception& error) {
        own_index_.discard_new();
        const std::lock_guard lock(mutex_);
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
    }
}

/// Nothing, if nothing has changed; otherwise the state, with all its records durable.
std::optional<Overflow::Snapshot> Overflow::begin_commit()
{
    Snapshot now;
    std::shared_ptr<const File> own_index;
    {
        const std::lock_guard lock(mutex_);
        if (phase_ == Phase::found && found_.data_exists)
            activate();
        if (phase_ != Phase::active || changes_ == committed_changes_ || data_->end() == 0)
            return std::nullopt;
        now = snapshot();
        own_index = own_index_.file();
        own_index_.begin_replace();
    }
    if (own_index)
        own_index->sync_data();
    data_->sync();
    return now;
}

/// False if the data file has been emptied meanwhile.
bool Overflow::replace_own_index(const Snapshot& snapshot)
{
    own_index_.write_new(snapshot.own);
    {
        const std::lock_guard lock(mutex_);
        if (!still(snapshot)) {
            own_index_.discard_new();
            return false;
        }
        own_index_.finish_replace();
    }
    sync_directory(ops_, data_dir_);
    return true;
}

/// The new start of the file is durable before the cut makes it the start: there is no moment at
/// which the file has none.
void Overflow::cut_head(Snapshot& snapshot)
{
    {
        const std::lock_guard lock(mutex_);
        if (!still(snapshot) || data_->removable(snapshot.live) == 0)
            return;
        data_->write_new_start(snapshot.live);
    }
    data_->sync();
    const std::lock_guard lock(mutex_);
    if (!still(snapshot))
        return;
    data_->cut_head(snapshot.live);
    snapshot.cut = data_->cut();
}

void Overflow::replace_index(const Snapshot& snapshot)
{
    std::string text;
    for (overflow::IndexLine line : snapshot.lines) {
        line.first -= snapshot.cut;
        line.last -= snapshot.cut;
        text += format(line);
    }
    const std::string index = path(overflow::index_file);
    const std::string temporary = path('.' + std::string(overflow::index_file) + ".tmp");
    {
        const File file(ops_, temporary, O_WRONLY | O_CREAT | O_TRUNC);
        file.write(text);
        file.sync();
    }
    {
        const std::lock_guard lock(mutex_);
        if (!still(snapshot)) {
            ops_.unlink(temporary);
            return;
        }
        if (ops_.rename(temporary, index) != 0)
            throw_errno("rename", temporary + " to " + index);
        index_written_ = true;
    }
    sync_directory(ops_, data_dir_);
}

void Overflow::end_commit(const Snapshot& snapshot)
{
    const std::lock_guard lock(mutex_);
    committed_changes_ = snapshot.changes;
    if (commit_trouble_.over())
        log::info(log_name, data_->path(), ": committed again");
}

void Overflow::prepare_shutdown()
{
    Snapshot now;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (phase_ != Phase::active || data_->end() == 0)
            return;
        now = snapshot();
        own_index_.begin_replace();
    }
    data_->sync();
    replace_own_index(now);
}

void Overflow::shutdown(const std::function<bool(const QueueState&)>& dumped)
{
    {
        const std::lock_guard lock(mutex_);
        if (phase_ == Phase::found && changes_ == 0) {
            phase_ = Phase::closed;
            return;
        }
        activate();
        for (QueueState* queue : queues_) {
            if (!dumped(*queue))
                continue;
            kept_records_ -= queue->kept_records() - queue->unread.records;
            queue->batches.clear();
        }
        if (kept_records_ == 0) {
            remove_files();
            phase_ = Phase::closed;
            return;
        }
    }
    data_->sync();
    replace_index(snapshot());
    own_index_.remove();
    const std::lock_guard lock(mutex_);
    phase_ = Phase::closed;
}

void Overflow::remove_files()
{
    for (const auto file : {overflow::data_file, overflow::index_file})
        if (ops_.unlink(path(file)) != 0 && errno != ENOENT)
            throw_errno("delete", path(file));
    own_index_.remove();
}

} // namespace dmq::ring
