// SPDX-License-Identifier: BSL-1.0
// All queues of one node: memory, overflow, and the files that bring them back.
#pragma once

#include "file_ops.hpp"
#include "lease_clock.hpp"
#include "progress.hpp"
#include "restored_dumps.hpp"
#include "subscriber_manifest.hpp"

#include <dmq/plugin/storage.hpp>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::ring {

class Overflow;
class QueueRegistry;
class RingQueue;
struct QueueState;

/// The storage "ring": queues live in memory, and on the disk what has no room there; what is in
/// memory is saved at shutdown and loaded at the next start (node-behaviour §5, §7, §8). Queues may
/// be destroyed on any thread, even after this object.
class RingChannels final : public IStorageChannels {
public:
    /// Throws std::invalid_argument naming the key if there is an option: ring has none. `ops`
    /// outlives this object, `clock` all queues.
    explicit RingChannels(const StorageSettings& settings, IFileOps& ops = posix_file_ops(),
                          const ILeaseClock& clock = lease_clock());
    ~RingChannels() override;

    void restore(const std::function<void(std::string_view storage_name)>& visit) override;
    std::unique_ptr<IStorageEngine> open(std::string_view storage_name,
                                         std::uint64_t capacity) override;
    void started() noexcept override;
    void commit() noexcept override;
    /// Before started(), a queue that holds what its dump holds is left to that dump.
    bool shutdown() noexcept override;

private:
    std::vector<std::string> names_of_before();
    std::unique_ptr<RingQueue> load(const std::string& storage_name, std::uint64_t capacity);
    void remove_leftovers();
    bool save_all(std::set<const QueueState*>& dumped);
    bool save(RingQueue& queue) noexcept;
    void write(const RingQueue& queue);
    void remove_stale(const RingQueue& queue);
    template <class Action> bool attempt(Action action) noexcept;

    IFileOps& ops_;
    const ILeaseClock& clock_;
    const std::string data_dir_;
    Progress progress_;
    RestoredDumps dumps_;
    SubscriberManifest subscribers_;
    std::shared_ptr<Overflow> overflow_;
    std::shared_ptr<QueueRegistry> registry_;
    std::atomic<bool> serving_{false};
};

} // namespace dmq::ring
