// SPDX-License-Identifier: BSL-1.0
// Opens queues, with or without a dump to load, and saves them.
#include "ring_channels.hpp"

#include "dump_file.hpp"
#include "dump_scan.hpp"
#include "queue_registry.hpp"

#include <dmq/plugin/log.hpp>

#include <exception>
#include <stdexcept>

namespace dmq::ring {

namespace {

void report(const std::string& path, const DumpContent& content)
{
    if (content.damage)
        log::error(log_name, path, ": damaged at offset ", content.damage->offset, ": ",
                   content.damage->what, "; ", content.records.records,
                   " records in front of it are loaded, the file will be kept as *.damaged");
    else
        log::info(log_name, path, ": loaded ", content.records.records, " records, ",
                  content.records.size, " bytes");
    if (content.empty_records != 0)
        log::warn(log_name, path, ": left out ", content.empty_records, " empty records");
    if (content.trailing != 0)
        log::warn(log_name, path, ": ignored ", content.trailing, " bytes behind the records");
}

} // namespace

RingChannels::RingChannels(const StorageSettings& settings, IFileOps& ops)
    : ops_(ops),
      data_dir_(settings.data_dir),
      dumps_(ops, settings.data_dir),
      registry_(std::make_shared<QueueRegistry>())
{
    if (!settings.options.empty())
        throw std::invalid_argument("[Plugin.ring] " + settings.options.begin()->first +
                                    ": unknown key, the storage has no options");
}

RingChannels::~RingChannels() = default;

void RingChannels::restore(const std::function<void(std::string_view storage_name)>& visit)
{
    dumps_.find(visit);
}

std::unique_ptr<IStorageEngine> RingChannels::open(std::string_view storage_name,
                                                   std::uint64_t capacity)
{
    require_storage_name(storage_name);
    const std::string name(storage_name);
    try {
        if (dumps_.waiting(name))
            return load(name, capacity);
        return std::make_unique<DumpableQueue>(registry_, name, ByteRing(capacity), 0,
                                               std::string());
    } catch (const std::exception& e) {
        throw std::runtime_error("queue '" + name + "': " + e.what());
    }
}

std::unique_ptr<DumpableQueue> RingChannels::load(const std::string& storage_name,
                                                  std::uint64_t capacity)
{
    const std::string path = dump_path(data_dir_, storage_name);
    DumpReader dump(ops_, path);
    ByteRing ring(capacity, dump.size());
    const DumpContent content = dump.read(ring.initial_area());
    ring.set_initial(content.records.size);
    report(path, content);
    auto queue = std::make_unique<DumpableQueue>(registry_, storage_name, std::move(ring),
                                                 content.records.records, storage_name);
    dumps_.loaded(storage_name, content.damage.has_value());
    if (serving_)
        dumps_.discard_all();
    return queue;
}

void RingChannels::started() noexcept
{
    serving_ = true;
    dumps_.discard_all();
    sync();
}

bool RingChannels::shutdown() noexcept
{
    try {
        bool all = true;
        for (DumpableQueue* queue : registry_->all())
            all = save(*queue) && all;
        if (serving_)
            all = dumps_.discard_all() && all;
        return sync() && all;
    } catch (const std::exception& e) {
        log::error(log_name, "cannot save the queues: ", e.what());
        return false;
    }
}

bool RingChannels::save(DumpableQueue& queue) noexcept
{
    try {
        if (!serving_ && queue.as_restored())
            return true;
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

void RingChannels::write(const DumpableQueue& queue)
{
    dumps_.make_way(queue.name());
    write_dump(ops_, data_dir_, queue.name(), queue.records(), queue.held());
    dumps_.forget(queue.name());
    log::info(log_name, dump_path(data_dir_, queue.name()), ": saved ", queue.records(),
              " records, ", queue.usage().memory_bytes, " bytes");
}

/// The queue is empty: a dump of its name would bring back records that were delivered.
void RingChannels::remove_stale(const DumpableQueue& queue)
{
    dumps_.discard(queue.name());
    const std::string path = dump_path(data_dir_, queue.name());
    if (dumps_.waiting(queue.name()) || !ops_.exists(path))
        return;
    if (ops_.unlink(path) != 0)
        throw_errno("delete", path);
    log::info(log_name, path, ": deleted, the queue is empty");
}

bool RingChannels::sync() noexcept
{
    try {
        sync_directory(ops_, data_dir_);
        return true;
    } catch (const std::exception& e) {
        log::error(log_name, e.what());
        return false;
    }
}

} // namespace dmq::ring
