// SPDX-License-Identifier: BSL-1.0
// Three ways to find the records: the index that we keep for ourselves (the last run did not end
// well), the index of a clean stop, or what a scan can prove.
#include "recovery.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace dmq::ring {

namespace {

using overflow::ChainBuilder;
using overflow::IndexLine;
using overflow::RecordHeader;

constexpr std::uint64_t nowhere = std::numeric_limits<std::uint64_t>::max();

/// The name of a queue whose own name is lost.
std::string invented_name(std::uint32_t channel)
{
    return "recovered-overflow-" + std::to_string(channel);
}

/// Passes on what a scan meets, and tells how far it is.
class TellingVisitor final : public overflow::IScanVisitor {
public:
    TellingVisitor(ChainBuilder& chains, Progress& progress) : chains_(chains), progress_(progress)
    {
    }
    void record(std::uint64_t position, const RecordHeader& header) override
    {
        chains_.record(position, header);
        ++records_;
        bytes_ += header.size();
        if (bytes_ >= step)
            tell();
    }
    void unreadable(const overflow::Unreadable& region) override { chains_.unreadable(region); }
    void tell() { progress_.add(std::exchange(records_, 0), std::exchange(bytes_, 0)); }

private:
    static constexpr std::uint64_t step = 8 << 20;

    ChainBuilder& chains_;
    Progress& progress_;
    std::uint64_t records_ = 0;
    std::uint64_t bytes_ = 0;
};

class Finder {
public:
    Finder(IFileOps& ops, const std::string& data_dir,
           const std::function<bool(std::string_view)>& dumped, Progress& progress)
        : ops_(ops),
          data_path_(path(data_dir, overflow::data_file)),
          index_path_(path(data_dir, overflow::index_file)),
          own_path_(path(data_dir, overflow::own_index_file)),
          dumped_(dumped),
          progress_(progress)
    {
    }

    FoundOverflow find()
    {
        read_indices();
        found_.data_exists = ops_.exists(data_path_);
        if (found_.data_exists) {
            file_.emplace(ops_, data_path_, O_RDONLY);
            size_ = file_->size();
        }
        if (size_ == 0)
            without_data();
        else
            with_data();
        report();
        return std::move(found_);
    }

private:
    static std::string path(const std::string& data_dir, std::string_view file)
    {
        return data_dir + '/' + std::string(file);
    }

    void read_indices()
    {
        if (ops_.exists(index_path_))
            index_ = overflow::parse_index(read_file(ops_, index_path_));
        found_.own_index = ops_.exists(own_path_);
        if (found_.own_index)
            own_ = overflow::parse_own_index(read_file(ops_, own_path_));
    }

    void without_data()
    {
        if (found_.own_index || (index_.lines.empty() && index_.bad.empty()))
            return;
        found_.bad_index = true;
        log::error(log_name, index_path_, ": lists ", index_.lines.size(),
                   " queues with records, but ", data_path_, " is ",
                   found_.data_exists ? "empty" : "missing", ": these records are lost");
    }

    void with_data()
    {
        std::array<std::byte, overflow::preface_size> start{};
        const Bytes read = Bytes(start).first(file_->read_at(0, start));
        found_.bad_id = !text_of(read).starts_with(overflow::file_id);
        cut_ = overflow::decode_cut(read);
        if (found_.bad_id)
            log::error(log_name, data_path_, ": does not begin with ", overflow::file_id);
        if (found_.own_index)
            by_own_index();
        else if (!found_.bad_id && by_index())
            return;
        else
            by_scan();
    }

    // -- a clean stop

    bool by_index()
    {
        if (!index_.bad.empty() || index_.lines.empty())
            return false;
        std::map<std::string, FoundOverflow::Queue, std::less<>> queues;
        std::set<std::uint32_t> channels;
        for (const IndexLine& line : index_.lines) {
            const auto queue = queue_of(line);
            if (!queue || !channels.insert(queue->channel).second)
                return false;
            queues.emplace(line.storage_name, *queue);
        }
        found_.highest_channel = *channels.rbegin();
        found_.queues = std::move(queues);
        return true;
    }

    std::optional<RecordHeader> header_at(std::uint64_t place) const
    {
        std::array<std::byte, overflow::header_size> bytes{};
        if (place > size_ || file_->read_at(place, bytes) < bytes.size())
            return std::nullopt;
        const auto header = overflow::decode(bytes);
        if (!header || header->channel == 0 || header->size() > size_ - place)
            return std::nullopt;
        return header;
    }

    /// §8.5: what the original checks.
    std::optional<FoundOverflow::Queue> queue_of(const IndexLine& line) const
    {
        const auto first = header_at(line.first);
        const auto last = header_at(line.last);
        if (!first || !last || last->next != 0 || first->channel != last->channel)
            return std::nullopt;
        return FoundOverflow::Queue{first->channel,
                                    {line.records, line.bytes, line.first + cut_, line.last + cut_,
                                     first->length, last->length}};
    }

    // -- a crash

    void by_own_index()
    {
        for (const auto& bad : own_.bad)
            log::error(log_name, own_path_, ':', bad.number, ": ", bad.what);
        ChainBuilder chains;
        const std::uint64_t begin = begin_chains(chains);
        scan(std::max(begin, overflow::first_record), chains);
    }

    /// Tells the builder what the lines say; returns the place of the oldest record that counts.
    std::uint64_t begin_chains(ChainBuilder& chains)
    {
        std::map<std::string_view, std::uint32_t> newest; // by name
        for (const overflow::OwnLine& line : own_.lines)
            newest[line.storage_name] = line.channel;
        std::uint64_t begin = nowhere;
        for (const overflow::OwnLine& line : own_.lines) {
            found_.highest_channel = std::max(found_.highest_channel, line.channel);
            if (line.channel == 0)
                chains.begin_others_at(place_of(line.first));
            if (line.storage_name.empty() || newest[line.storage_name] != line.channel) {
                chains.begin_at(line.channel, nowhere);
                continue;
            }
            names_[line.channel] = line.storage_name;
            const std::uint64_t first = place_of(dumped_(line.storage_name) ? line.first_if_dumped
                                                                            : line.first);
            chains.begin_at(line.channel, first);
            begin = std::min(begin, first);
        }
        chains.void_others_up_to(found_.highest_channel);
        return begin == nowhere ? 0 : begin;
    }

    /// Of a position in our own index. A place behind the end says that the file's start, which
    /// knows how much was cut off, is damaged: then all records count.
    std::uint64_t place_of(std::uint64_t position) const noexcept
    {
        return position < cut_ || position - cut_ > size_ ? 0 : position - cut_;
    }

    void by_scan()
    {
        found_.bad_index = !index_.lines.empty() || !index_.bad.empty();
        for (const auto& bad : index_.bad)
            log::error(log_name, index_path_, ':', bad.number, ": ", bad.what);
        ChainBuilder chains;
        std::uint64_t last = 0;
        for (const IndexLine& line : index_.lines) {
            last = std::max(last, line.last);
            const auto first = header_at(line.first);
            const auto header = first ? first : header_at(line.last);
            if (!header || !names_.emplace(header->channel, line.storage_name).second)
                continue;
            chains.begin_at(header->channel, line.first);
        }
        // what no line names was delivered before that stop, or came after it
        if (index_.bad.empty() && !index_.lines.empty())
            chains.begin_others_at(last + 1);
        scan(overflow::first_record, chains);
    }

    void scan(std::uint64_t begin, ChainBuilder& chains)
    {
        log::warn(log_name, data_path_, ": ",
                  found_.own_index ? "the last run did not end with a stop"
                                   : "there is no index that agrees with it",
                  "; looking for records");
        progress_.begin("looking for records", size_);
        TellingVisitor visitor(chains, progress_);
        overflow::scan(
            begin, size_,
            [this](std::uint64_t at, std::span<std::byte> into) {
                return file_->read_at(at, into);
            },
            visitor);
        visitor.tell();
        take(chains);
    }

    void take(ChainBuilder& chains)
    {
        found_.bad_links = chains.bad_links();
        for (auto& link : found_.bad_links)
            link.position += cut_;
        for (const overflow::Unreadable& region : chains.unreadable())
            found_.unreadable.push_back({region.begin + cut_, region.end + cut_, region.why});
        for (auto [channel, chain] : chains.chains()) {
            chain.first += cut_;
            chain.last += cut_;
            found_.queues[name_of(channel)] = {channel, chain};
        }
        found_.highest_channel = std::max(found_.highest_channel, chains.highest_channel());
        found_.no_records = found_.queues.empty();
        found_.strange = chains.highest_channel() == 0 && !found_.unreadable.empty();
    }

    std::string name_of(std::uint32_t channel)
    {
        if (const auto named = names_.find(channel); named != names_.end())
            return named->second;
        std::string name = invented_name(channel);
        while (found_.queues.count(name) != 0 || dumped_(name))
            name += '-';
        log::error(log_name, data_path_, ": no index names the queue of channel number ", channel,
                   "; its records are in channel ", name, " now");
        return name;
    }

    void report() const
    {
        for (const overflow::Unreadable& region : found_.unreadable)
            log::line(is_tail(region) ? log::Level::warn : log::Level::error, log_name, data_path_,
                      ": ", region.why, " at ", region.begin - cut_, ": ",
                      region.end - region.begin, " bytes cannot be read");
        for (const auto& [name, queue] : found_.queues)
            log::info(log_name, data_path_, ": queue ", name, ", channel number ", queue.channel,
                      ": ", queue.chain.records, " records, ", queue.chain.bytes, " bytes");
    }
    bool is_tail(const overflow::Unreadable& region) const
    {
        return found_.own_index && region.end == size_ + cut_;
    }

    IFileOps& ops_;
    const std::string data_path_;
    const std::string index_path_;
    const std::string own_path_;
    const std::function<bool(std::string_view)>& dumped_;
    Progress& progress_;
    FoundOverflow found_;
    overflow::Index index_;
    overflow::OwnIndex own_;
    std::optional<File> file_;
    std::uint64_t size_ = 0;
    std::uint64_t cut_ = 0;
    std::map<std::uint32_t, std::string> names_;
};

} // namespace

FoundOverflow find_overflow(IFileOps& ops, const std::string& data_dir,
                            const std::function<bool(std::string_view name)>& dumped,
                            Progress& progress)
{
    return Finder(ops, data_dir, dumped, progress).find();
}

} // namespace dmq::ring
