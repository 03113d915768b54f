// SPDX-License-Identifier: BSL-1.0
// Making the overflow files of the last run whole, once the node serves; and going on behind
// damage that is met later.
#include "overflow.hpp"

#include <dmq/plugin/log.hpp>

#include <algorithm>
#include <exception>
#include <fcntl.h>
#include <limits>
#include <system_error>

namespace dmq::ring {

namespace {

constexpr std::size_t piece = 1 << 20;

} // namespace

void Overflow::started() noexcept
{
    const std::lock_guard lock(mutex_);
    serving_ = true;
    if (!found_.data_exists && !found_.bad_index && !found_.own_index)
        return;
    try {
        activate();
    } catch (const std::exception& error) {
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
    }
}

/// From now on the files are ours. Throws std::system_error; nothing is lost then, and the next
/// call tries again.
void Overflow::activate()
{
    if (phase_ != Phase::found)
        return;
    repair();
    if (!data_)
        data_.emplace(ops_, data_dir_, DataFile::Open::create);
    if (kept_records_ != 0) {
        own_index_.begin_replace();
        own_index_.write_new(own_lines());
        own_index_.finish_replace();
        index_written_ = ops_.exists(path(overflow::index_file));
    } else {
        own_index_.remove();
    }
    phase_ = Phase::active;
    changed();
}

void Overflow::repair()
{
    if (found_.bad_index && ops_.exists(path(overflow::index_file)))
        set_aside(ops_, path(overflow::index_file));
    if (!found_.data_exists)
        return;
    if (found_.strange) {
        set_aside(ops_, path(overflow::data_file));
        return;
    }
    if (!data_)
        data_.emplace(ops_, data_dir_, DataFile::Open::existing);
    for (const overflow::Unreadable& region : found_.unreadable)
        repair_region(region);
    if (found_.no_records) {
        data_->reset();
        return;
    }
    for (const overflow::BadLink& link : found_.bad_links)
        data_->write(link.position, overflow::encode(link.header));
    if (found_.bad_id)
        data_->write(data_->cut(), bytes_of(overflow::file_id));
}

/// Keeps the bytes in a file of their own, and covers them with a spare record. What was being
/// written when the node was killed is just cut off.
void Overflow::repair_region(const overflow::Unreadable& region)
{
    const bool at_end = region.end == data_->end();
    if (!at_end || !found_.own_index)
        keep_aside(region);
    const std::uint64_t size = region.end - region.begin;
    if (at_end)
        data_->truncate(region.begin);
    else if (size > overflow::header_size)
        data_->write(region.begin, overflow::encode({0, 0, size - overflow::header_size}));
}

void Overflow::keep_aside(const overflow::Unreadable& region)
{
    const std::string aside = aside_name(ops_, data_->path());
    const File file(ops_, aside, O_WRONLY | O_CREAT | O_EXCL);
    std::vector<std::byte> buffer(std::min<std::uint64_t>(piece, region.end - region.begin));
    for (std::uint64_t at = region.begin; at < region.end;) {
        const auto wanted = std::span(buffer).first(
            std::min<std::uint64_t>(buffer.size(), region.end - at));
        const std::size_t got = data_->read(at, wanted);
        if (got == 0)
            break;
        file.write(text_of(Bytes(wanted).first(got)));
        at += got;
    }
    file.sync();
    log::warn(log_name, data_->path(), ": the ", region.end - region.begin, " bytes at ",
              region.begin - data_->cut(), " are kept in ", aside);
}

bool Overflow::readable() noexcept
{
    const std::lock_guard lock(mutex_);
    if (phase_ != Phase::found || !found_.needs_repair())
        return true;
    try {
        activate();
        return true;
    } catch (const std::exception& error) {
        commit_trouble_.report(log::Level::error, "failures", 1, error.what());
        return false;
    }
}

std::uint64_t Overflow::skip_damage(QueueState& queue, std::uint64_t position,
                                    const std::string& why)
{
    const std::lock_guard lock(mutex_);
    activate();
    const std::uint64_t cut = data_->cut();
    log::error(log_name, data_->path(), ": queue ", queue.name, ", record at ", position - cut,
               ": ", why);
    overflow::ChainBuilder chains;
    chains.begin_others_at(std::numeric_limits<std::uint64_t>::max());
    chains.begin_at(queue.channel, position - cut);
    overflow::scan(
        position - cut, data_->end() - cut,
        [&](std::uint64_t at, std::span<std::byte> into) { return data_->read(at + cut, into); },
        chains);
    for (const overflow::Unreadable& region : chains.unreadable())
        repair_region({region.begin + cut, region.end + cut, region.why});
    for (const overflow::BadLink& link : chains.bad_links())
        data_->write(link.position + cut, overflow::encode(link.header));

    const std::uint64_t before = queue.unread.records;
    overflow::Chain now;
    if (const auto found = chains.chains().find(queue.channel); found != chains.chains().end()) {
        now = found->second;
        now.first += cut;
        now.last += cut;
    }
    set_unread(queue, now);
    reset_if_empty();
    return before - std::min(before, now.records);
}

} // namespace dmq::ring
