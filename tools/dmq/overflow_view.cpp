// SPDX-License-Identifier: BSL-1.0
#include "overflow_view.hpp"

#include "table.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace dmq::cli {
namespace {

namespace fs = std::filesystem;
using overflow::RecordHeader;

constexpr std::size_t shown_bytes = 40;

/// Lists the records of a scan on their way to the builder.
class Listing final : public overflow::IScanVisitor {
public:
    Listing(overflow::ChainBuilder& chains, const InspectedFile& file,
            std::vector<std::string>& lines)
        : chains_(chains), file_(file), lines_(lines)
    {
    }
    void record(std::uint64_t position, const RecordHeader& header) override
    {
        chains_.record(position, header);
        std::array<std::byte, shown_bytes> start{};
        const auto wanted = std::span(start).first(
            std::min<std::uint64_t>(start.size(), header.length));
        const Bytes payload = Bytes(start).first(
            file_.read(position + overflow::header_size, wanted));
        lines_.push_back("channel number " + std::to_string(header.channel) + ", next " +
                         std::to_string(header.next) + ", " +
                         record_line(position, header.length, payload));
    }
    void unreadable(const overflow::Unreadable& region) override { chains_.unreadable(region); }

private:
    overflow::ChainBuilder& chains_;
    const InspectedFile& file_;
    std::vector<std::string>& lines_;
};

} // namespace

std::string record_line(std::uint64_t at, std::uint64_t length, Bytes payload)
{
    const Bytes shown = payload.first(std::min(payload.size(), shown_bytes));
    return "at " + std::to_string(at) + ": " + std::to_string(length) +
        " bytes: " + json_string(text_of(shown)) + (shown.size() < length ? "..." : "");
}

OverflowView::OverflowView(const fs::path& path, const InspectedFile& file, bool list_records)
    : file_(file)
{
    if (file.size() == 0) {
        if (path.filename() == overflow::data_file)
            read_indices(path.parent_path());
        for (const auto& line : index_.lines)
            problems_.push_back("the index lists " + line.storage_name + ", but the file is empty");
        return;
    }
    check_start();
    if (path.filename() == overflow::data_file)
        read_indices(path.parent_path());
    scan(list_records);
    compare();
}

void OverflowView::check_start()
{
    std::array<std::byte, overflow::preface_size> start{};
    const Bytes read = Bytes(start).first(file_.read(0, start));
    if (!text_of(read).starts_with(overflow::file_id))
        problems_.push_back("does not begin with " + std::string(overflow::file_id));
    cut_ = overflow::decode_cut(read);
    if (cut_ != 0)
        details_.push_back(std::to_string(cut_) +
                           " bytes of delivered records were cut off its "
                           "head");
}

void OverflowView::read_indices(const fs::path& directory)
{
    const fs::path own = directory / overflow::own_index_file;
    has_own_index_ = fs::exists(own);
    if (fs::exists(directory / overflow::index_file))
        index_ = overflow::parse_index(InspectedFile(directory / overflow::index_file).text());
    if (!has_own_index_)
        return;
    for (const auto& line : overflow::parse_own_index(InspectedFile(own).text()).lines) {
        chains_.void_others_up_to(line.channel); // the lines are sorted
        if (line.channel == 0)
            chains_.begin_others_at(line.first - std::min(line.first, cut_));
        if (line.storage_name.empty()) {
            chains_.begin_at(line.channel, std::numeric_limits<std::uint64_t>::max());
            continue;
        }
        names_[line.channel] = line.storage_name;
        chains_.begin_at(line.channel, line.first - std::min(line.first, cut_));
    }
}

void OverflowView::scan(bool list_records)
{
    if (!has_own_index_) {
        for (const auto& line : index_.lines) {
            std::array<std::byte, overflow::header_size> bytes{};
            if (file_.read(line.first, bytes) != bytes.size())
                continue;
            if (const auto header = overflow::decode(bytes); header && header->channel != 0) {
                names_[header->channel] = line.storage_name;
                chains_.begin_at(header->channel, line.first);
            }
        }
        if (!index_.lines.empty() && index_.bad.empty())
            chains_.begin_others_at(std::numeric_limits<std::uint64_t>::max());
    }
    const overflow::ReadAt read = [this](std::uint64_t at, std::span<std::byte> into) {
        return file_.read(at, into);
    };
    Listing listing(chains_, file_, details_);
    overflow::IScanVisitor& visitor = list_records ? static_cast<overflow::IScanVisitor&>(listing)
                                                   : chains_;
    overflow::scan(overflow::first_record, file_.size(), read, visitor);
    for (const auto& region : chains_.unreadable())
        problems_.push_back("at " + std::to_string(region.begin) + ": " + region.why + "; " +
                            std::to_string(region.end - region.begin) + " bytes are no records");
    for (const auto& [channel, chain] : chains_.chains()) {
        records_ += chain.records;
        details_.push_back("queue " + name_of(channel) + ", channel number " +
                           std::to_string(channel) + ": " + std::to_string(chain.records) +
                           " records, " + std::to_string(chain.bytes) + " bytes, first at " +
                           std::to_string(chain.first) + ", last at " + std::to_string(chain.last));
    }
}

/// The links, and after a clean stop the index, have to say what the scan has found.
void OverflowView::compare()
{
    for (const auto& link : chains_.bad_links())
        problems_.push_back("at " + std::to_string(link.position) + ": the next record of queue " +
                            name_of(link.header.channel) + " is " +
                            std::to_string(link.header.next) + " bytes on, not " +
                            std::to_string(link.found));
    if (has_own_index_)
        return;
    std::map<std::string, overflow::Chain> found;
    for (const auto& [channel, chain] : chains_.chains())
        found[name_of(channel)] = chain;
    for (const auto& line : index_.lines) {
        const overflow::Chain chain = found[line.storage_name];
        found.erase(line.storage_name);
        if (chain.records != line.records || chain.bytes != line.bytes ||
            chain.first != line.first || chain.last != line.last)
            problems_.push_back("the index says of queue " + line.storage_name + ": " +
                                std::to_string(line.records) + " records, " +
                                std::to_string(line.bytes) + " bytes, first at " +
                                std::to_string(line.first) + ", last at " +
                                std::to_string(line.last));
    }
    for (const auto& [name, chain] : found)
        problems_.push_back("the index does not list queue " + name);
}

std::string OverflowView::name_of(std::uint32_t channel) const
{
    const auto named = names_.find(channel);
    return named == names_.end() ? "of unknown name (" + std::to_string(channel) + ')'
                                 : named->second;
}

} // namespace dmq::cli
