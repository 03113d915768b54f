// SPDX-License-Identifier: BSL-1.0
// All queues in memory of one node, and their dump files.
#pragma once

#include "file_ops.hpp"
#include "restored_dumps.hpp"

#include <dmq/plugin/storage.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

namespace dmq::ring {

class DumpableQueue;
class QueueRegistry;

/// The storage "ring": queues live in memory, are saved at shutdown and loaded at the next start
/// (node-behaviour §5, §7). Queues may be destroyed on any thread, even after this object.
class RingChannels final : public IStorageChannels {
public:
    /// Throws std::invalid_argument naming the key if there is an option: ring has none. `ops`
    /// outlives this object.
    explicit RingChannels(const StorageSettings& settings, IFileOps& ops = posix_file_ops());
    ~RingChannels() override;

    void restore(const std::function<void(std::string_view storage_name)>& visit) override;
    std::unique_ptr<IStorageEngine> open(std::string_view storage_name,
                                         std::uint64_t capacity) override;
    void started() noexcept override;
    void commit() noexcept override { }
    /// Before started(), a queue that holds what its dump holds is left to that dump.
    bool shutdown() noexcept override;

private:
    std::unique_ptr<DumpableQueue> load(const std::string& storage_name, std::uint64_t capacity);
    bool save(DumpableQueue& queue) noexcept;
    void write(const DumpableQueue& queue);
    void remove_stale(const DumpableQueue& queue);
    bool sync() noexcept;

    IFileOps& ops_;
    const std::string data_dir_;
    RestoredDumps dumps_;
    std::shared_ptr<QueueRegistry> registry_;
    std::atomic<bool> serving_{false};
};

} // namespace dmq::ring
