// SPDX-License-Identifier: BSL-1.0
#include "data_file.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/overflow_format.hpp>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <system_error>

namespace dmq::ring {

namespace {

constexpr std::uint64_t cut_unit = 1 << 20; // a multiple of every block size
constexpr std::uint64_t reserved_at_once = 1 << 20; // bytes
constexpr std::uint64_t spare_begin = overflow::first_record + overflow::header_size;

} // namespace

DataFile::DataFile(IFileOps& ops, const std::string& data_dir, Open how)
    : file_(ops, data_dir + '/' + std::string(overflow::data_file),
            O_RDWR | (how == Open::create ? O_CREAT : 0))
{
    std::array<std::byte, overflow::preface_size> start{};
    cut_ = overflow::decode_cut(Bytes(start).first(file_.read_at(0, start)));
    const std::uint64_t size = file_.size();
    end_ = size == 0 ? 0 : size + cut_;
    gathered_.restart(end_);
}

std::size_t DataFile::read(std::uint64_t position, std::span<std::byte> into) const
{
    GatheredWrites::Links links;
    std::size_t in_file = 0;
    std::size_t in_memory = 0;
    {
        const std::lock_guard lock(write_mutex_);
        links = gathered_.links();
        in_file = position < gathered_.begin()
            ? std::min<std::uint64_t>(gathered_.begin() - position, into.size())
            : 0;
        in_memory = gathered_.read(position + in_file, into.subspan(in_file));
    }
    if (in_file == 0)
        return in_memory;
    const std::shared_lock lock(layout_);
    const std::size_t got = file_.read_at(position - cut_, into.first(in_file));
    links.overlay(position, into.first(got));
    return got == in_file ? got + in_memory : got;
}

void DataFile::write(std::uint64_t position, std::span<iovec> pieces, When when)
{
    const std::size_t size = size_of(pieces);
    const std::lock_guard lock(write_mutex_);
    if (when == When::later && gather(position, pieces, size))
        return;
    flush_gathered();
    file_.write_at(position - cut_, pieces);
    gathered_.restart(std::max(gathered_.begin(), position + size));
}

void DataFile::write(std::uint64_t position, Bytes bytes, When when)
{
    iovec piece = piece_of(bytes);
    write(position, std::span(&piece, 1), when);
}

/// False: it must be written at once.
bool DataFile::gather(std::uint64_t position, std::span<const iovec> pieces, std::size_t size)
{
    if (flush_failed_ || !gathered_.fits(position, size))
        flush_gathered();
    if (!gathered_.fits(position, size) || !reserve(position + size))
        return false;
    gathered_.put(position, pieces, size);
    return true;
}

/// So that a full disk is known before a record is taken.
bool DataFile::reserve(std::uint64_t end) noexcept
{
    if (end <= reserved_)
        return true;
    const std::uint64_t from = gathered_.begin();
    try {
        reserves_ = reserves_ && file_.allocate(FALLOC_FL_KEEP_SIZE, from - cut_, reserved_at_once);
    } catch (const std::system_error&) {
        return false;
    }
    if (reserves_)
        reserved_ = from + reserved_at_once;
    return end <= reserved_;
}

void DataFile::flush()
{
    const std::lock_guard lock(write_mutex_);
    flush_gathered();
}

/// The records first, then the links to them: a link never leads to nothing.
void DataFile::flush_gathered()
{
    if (gathered_.empty())
        return;
    flush_failed_ = true;
    file_.write_at(gathered_.begin() - cut_, gathered_.tail());
    for (const auto& link : gathered_.links().used())
        file_.write_at(link.position - cut_, link.header);
    flush_failed_ = false;
    gathered_.restart(gathered_.end());
}

void DataFile::truncate(std::uint64_t end)
{
    const std::lock_guard lock(write_mutex_);
    const bool only_memory = end > gathered_.begin();
    gathered_.truncate(end);
    end_ = end;
    if (only_memory)
        return;
    reserved_ = 0;
    file_.truncate(end - cut_);
}

void DataFile::reset()
{
    const std::lock_guard lock(write_mutex_);
    const std::unique_lock layout(layout_);
    file_.truncate(0);
    gathered_.restart(0);
    end_ = cut_ = punched_ = reserved_ = 0;
}

void DataFile::sync()
{
    flush();
    file_.sync_data();
}

std::uint64_t DataFile::removable(std::uint64_t live) const noexcept
{
    const std::uint64_t place = live - cut_;
    if (place < overflow::preface_size + cut_unit)
        return 0;
    if (!collapses_ && live - punched_ < cut_unit)
        return 0;
    return (place - overflow::preface_size) / cut_unit * cut_unit;
}

void DataFile::write_new_start(std::uint64_t live)
{
    const std::uint64_t size = removable(live);
    if (size == 0 || !collapses_)
        return;
    const std::lock_guard lock(write_mutex_);
    flush_gathered(); // no link may be written over the new start later on
    file_.write_at(size, overflow::encode_preface(live - cut_ - size - spare_begin, cut_ + size));
}

void DataFile::cut_head(std::uint64_t live)
{
    const std::uint64_t size = removable(live);
    if (size == 0)
        return;
    const std::lock_guard writing(write_mutex_);
    flush_gathered();
    if (collapses_) {
        const std::unique_lock lock(layout_);
        collapses_ = file_.allocate(FALLOC_FL_COLLAPSE_RANGE, 0, size);
        if (collapses_) {
            cut_ += size;
            return;
        }
        log::warn(log_name, file_.path(),
                  ": this file system cannot cut the head off a file; its space is freed, but the "
                  "file keeps its length until all records are delivered");
    }
    punch(live);
}

void DataFile::punch(std::uint64_t live)
{
    file_.write_at(0, overflow::encode_preface(live - cut_ - spare_begin, cut_));
    file_.allocate(FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, overflow::preface_size,
                   live - cut_ - overflow::preface_size);
    punched_ = live;
}

} // namespace dmq::ring
