// SPDX-License-Identifier: BSL-1.0
// Opens queues, with or without a dump to load, and saves them.
#include "ring_channels.hpp"

#include "dump_file.hpp"
#include "dump_scan.hpp"
#include "queue_registry.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/overflow_format.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <exception>
#include <set>
#include <stdexcept>

namespace dmq::ring {

namespace {

void report(const std::string& path, const DumpContent& content)
{
    if (content.damage)
        log::error(log_name, path, ": damaged at offset ", content.damage->offset, ": ",
                   content.damage->what, "; ", content.records,
                   " records in front of it are loaded, the file will be kept as *.damaged");
    else
        log::info(log_name, path, ": loaded ", content.records, " records, ", content.size,
                  " bytes");
    if (content.empty_records != 0)
        log::warn(log_name, path, ": left out ", content.empty_records, " empty records");
    if (content.trailing != 0)
        log::warn(log_name, path, ": ignored ", content.trailing, " bytes behind the records");
}

/// The channels that have a queue without subscriber among these.
std::set<std::string, std::less<>> plain_channels(const std::set<std::string>& names)
{
    std::set<std::string, std::less<>> channels;
    for (const std::string& name : names)
        if (!has_subscriber(name))
            channels.insert(name);
    return channels;
}

bool is_temporary(const DirectoryEntry& entry)
{
    constexpr std::string_view ending = ".tmp";
    std::string_view name = entry.name;
    if (entry.kind != EntryKind::file || !name.starts_with('.') || !name.ends_with(ending))
        return false;
    name.remove_suffix(ending.size());
    return name.ends_with(".rq") || name == overflow::own_index_file || name == subscribers_file ||
        name == '.' + std::string(overflow::index_file);
}

std::uint64_t total_size(const std::vector<DirectoryEntry>& entries)
{
    std::uint64_t size = 0;
    for (const DirectoryEntry& entry : entries)
        size += entry.name.ends_with(".rq") ? entry.size : 0;
    return size;
}

} // namespace

RingChannels::RingChannels(const StorageSettings& settings, IFileOps& ops, const ILeaseClock& clock)
    : ops_(ops),
      clock_(clock),
      data_dir_(settings.data_dir),
      progress_(settings),
      dumps_(ops, settings.data_dir),
      subscribers_(ops, settings.data_dir),
      overflow_(std::make_shared<Overflow>(settings, ops, progress_)),
      registry_(std::make_shared<QueueRegistry>())
{
    if (!settings.options.empty())
        throw std::invalid_argument("[Plugin.ring] " + settings.options.begin()->first +
                                    ": unknown key, the storage has no options");
}

RingChannels::~RingChannels() = default;

void RingChannels::restore(const std::function<void(std::string_view storage_name)>& visit)
{
    for (const std::string& name : names_of_before())
        visit(name);
}

/// The storage names that a dump, the overflow or the list of subscribers knows, sorted.
std::vector<std::string> RingChannels::names_of_before()
{
    std::set<std::string> names;
    dumps_.find([&names](std::string_view name) { names.emplace(name); });
    for (std::string& name :
         overflow_->find([this](std::string_view name) { return dumps_.found(name); }))
        names.insert(std::move(name));
    const auto plain = plain_channels(names);
    for (std::string& name : subscribers_.read()) {
        if (plain.find(channel_of(name)) == plain.end())
            names.insert(std::move(name));
        else
            log::warn(log_name, data_dir_, ": the subscriber ", name,
                      " is forgotten, there are records of the channel without subscribers");
    }
    progress_.begin("loading", total_size(ops_.list(data_dir_)));
    return {names.begin(), names.end()};
}

std::unique_ptr<IStorageEngine> RingChannels::open(std::string_view storage_name,
                                                   std::uint64_t capacity)
{
    require_storage_name(storage_name);
    const std::string name(storage_name);
    try {
        if (dumps_.waiting(name))
            return load(name, capacity);
        return std::make_unique<RingQueue>(registry_, overflow_, name, ByteRing(capacity), 0,
                                           std::string(), clock_);
    } catch (const std::exception& e) {
        throw std::runtime_error("queue '" + name + "': " + e.what());
    }
}

std::unique_ptr<RingQueue> RingChannels::load(const std::string& storage_name,
                                              std::uint64_t capacity)
{
    const std::string path = dump_path(data_dir_, storage_name);
    DumpReader dump(ops_, path);
    ByteRing ring(capacity, dump.size());
    const DumpContent content = dump.read(ring.initial_area(),
                                          [this](std::uint64_t bytes) { progress_.add(0, bytes); });
    ring.set_initial(content.size);
    progress_.add(content.records, 0);
    report(path, content);
    auto queue = std::make_unique<RingQueue>(registry_, overflow_, storage_name, std::move(ring),
                                             content.records, storage_name, clock_);
    dumps_.loaded(storage_name, content.damage.has_value());
    if (serving_)
        dumps_.discard_all();
    return queue;
}

void RingChannels::started() noexcept
{
    serving_ = true;
    overflow_->started();
    dumps_.discard_all();
    attempt([this] { remove_leftovers(); });
    attempt([this] { sync_directory(ops_, data_dir_); });
}

/// Temporary files of a node that was killed.
void RingChannels::remove_leftovers()
{
    for (const DirectoryEntry& entry : ops_.list(data_dir_))
        if (is_temporary(entry))
            ops_.unlink(data_dir_ + '/' + entry.name);
}

void RingChannels::commit() noexcept
{
    overflow_->commit();
    attempt([this] { subscribers_.write(overflow_->names()); });
}

bool RingChannels::shutdown() noexcept
{
    bool all = attempt([this] { overflow_->prepare_shutdown(); });
    std::set<const QueueState*> dumped;
    all = attempt([&] { all = save_all(dumped) && all; }) && all;
    all = attempt([&] {
              overflow_->shutdown(
                  [&](const QueueState& queue) { return dumped.count(&queue) != 0; });
          }) &&
        all;
    if (serving_) {
        all = attempt([this] { subscribers_.write(overflow_->names()); }) && all;
        all = dumps_.discard_all() && all;
    }
    return attempt([this] { sync_directory(ops_, data_dir_); }) && all;
}

/// Runs `action`, logs what it throws; returns whether it threw nothing.
template <class Action> bool RingChannels::attempt(Action action) noexcept
{
    try {
        action();
        return true;
    } catch (const std::exception& e) {
        log::error(log_name, e.what());
        return false;
    }
}

/// Returns whether all queues are in `dumped` afterwards.
bool RingChannels::save_all(std::set<const QueueState*>& dumped)
{
    const std::vector<RingQueue*> queues = registry_->all();
    std::uint64_t size = 0;
    for (const RingQueue* queue : queues)
        size += queue->usage().memory_bytes;
    progress_.begin("saving", size);
    for (RingQueue* queue : queues)
        if (save(*queue))
            dumped.insert(&queue->overflow_state());
    return dumped.size() == queues.size();
}

bool RingChannels::save(RingQueue& queue) noexcept
{
    try {
        if (!serving_ && queue.as_restored())
            return true;
        attempt([&] { queue.fit_memory(); });
        if (queue.records() != 0)
            write(queue);
        else
            remove_stale(queue);
        if (queue.restored_from() != queue.name())
            dumps_.discard(queue.restored_from());
        return true;
    } catch (const std::exception& e) {
        log::error(log_name, "queue '", queue.name(), "': ", queue.records(),
                   " records not saved: ", e.what());
        return false;
    }
}

void RingChannels::write(const RingQueue& queue)
{
    dumps_.make_way(queue.name());
    write_dump(ops_, data_dir_, queue.name(), queue.records(), queue.held(),
               [this](std::uint64_t bytes) { progress_.add(0, bytes); });
    progress_.add(queue.records(), 0);
    dumps_.forget(queue.name());
    log::info(log_name, dump_path(data_dir_, queue.name()), ": saved ", queue.records(),
              " records, ", queue.usage().memory_bytes, " bytes");
}

/// The queue is empty: a dump of its name would bring back records that were delivered.
void RingChannels::remove_stale(const RingQueue& queue)
{
    dumps_.discard(queue.name());
    const std::string path = dump_path(data_dir_, queue.name());
    if (dumps_.waiting(queue.name()) || !ops_.exists(path))
        return;
    if (ops_.unlink(path) != 0)
        throw_errno("delete", path);
    log::info(log_name, path, ": deleted, the queue is empty");
}

} // namespace dmq::ring
