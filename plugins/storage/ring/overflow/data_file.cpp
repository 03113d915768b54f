// SPDX-License-Identifier: BSL-1.0
#include "data_file.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/overflow_format.hpp>

#include <array>
#include <fcntl.h>

namespace dmq::ring {

namespace {

constexpr std::uint64_t cut_unit = 1 << 20; // a multiple of every block size
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
}

std::size_t DataFile::read(std::uint64_t position, std::span<std::byte> into) const
{
    const std::shared_lock lock(layout_);
    return file_.read_at(position - cut_, into);
}

void DataFile::write(std::uint64_t position, std::span<iovec> pieces)
{
    file_.write_at(position - cut_, pieces);
}

void DataFile::write(std::uint64_t position, Bytes bytes)
{
    file_.write_at(position - cut_, bytes);
}

void DataFile::truncate(std::uint64_t end)
{
    file_.truncate(end - cut_);
    end_ = end;
}

void DataFile::reset()
{
    const std::unique_lock lock(layout_);
    file_.truncate(0);
    end_ = cut_ = punched_ = 0;
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
    file_.write_at(size, overflow::encode_preface(live - cut_ - size - spare_begin, cut_ + size));
}

void DataFile::cut_head(std::uint64_t live)
{
    const std::uint64_t size = removable(live);
    if (size == 0)
        return;
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
