// SPDX-License-Identifier: BSL-1.0
// One run of the storage after the other on a directory, and the directory as the original sees it.
#pragma once

#include "../captured_log.hpp"
#include "../faulty_file_ops.hpp"
#include "../manual_clock.hpp"
#include "../support.hpp"
#include "storage/ring/ring_channels.hpp"

#include <dmq/protocol/overflow_format.hpp>

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace dmq::ring::test {

/// A storage from start to stop, or until it is killed. Its queues have one capacity.
class StorageRun {
public:
    StorageRun(const StorageSettings& settings, std::uint64_t capacity)
        : channels_(settings, ops, clock), capacity_(capacity)
    {
        ops.syncs = false;
        channels_.restore([this](std::string_view name) { names_.emplace_back(name); });
        for (const std::string& name : names_)
            queue(name);
    }
    StorageRun(const TempDir& dir, std::uint64_t capacity)
        : StorageRun(dir.overflow_settings(), capacity)
    {
    }

    RingChannels& operator*() { return channels_; }
    RingChannels* operator->() { return &channels_; }
    /// The open queue of this name; opened if it is not.
    IStorageEngine& queue(const std::string& name)
    {
        auto& queue = queues_[name];
        if (!queue)
            queue = channels_.open(name, capacity_);
        return *queue;
    }
    void remove(const std::string& name)
    {
        queues_.at(name)->retire();
        queues_.erase(name);
    }
    void rename(const std::string& from, const std::string& to)
    {
        queues_.at(from)->rename(to);
        queues_[to] = std::move(queues_.at(from));
        queues_.erase(from);
    }
    /// What restore() found.
    const Payloads& names() const { return names_; }
    std::vector<std::string> open_names() const
    {
        std::vector<std::string> names;
        for (const auto& [name, queue] : queues_)
            names.push_back(name);
        return names;
    }
    /// From now on no call changes anything: as if the process had been killed.
    void kill()
    {
        ops.fault = [](std::string_view, const std::string&) { return EIO; };
    }

    FaultyFileOps ops;
    ManualClock clock;

private:
    RingChannels channels_;
    const std::uint64_t capacity_;
    Payloads names_;
    std::map<std::string, std::unique_ptr<IStorageEngine>> queues_;
};

/// "r0000", "r0001", …: records of 5 bytes, 13 in memory.
inline std::string numbered(int n)
{
    const std::string digits = std::to_string(n);
    return "r" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits;
}

inline Payloads numbered(int begin, int end)
{
    Payloads records;
    for (int n = begin; n < end; ++n)
        records.push_back(numbered(n));
    return records;
}

/// A storage that serves, and whose files fail on demand.
class RunningStorage : public testing::Test {
protected:
    explicit RunningStorage(std::uint64_t capacity)
        : run_(std::make_unique<StorageRun>(dir_, capacity))
    {
        (*run_)->started();
    }

    IStorageEngine& queue(const std::string& name = "ch") { return run_->queue(name); }
    void push(int begin, int end, const std::string& name = "ch")
    {
        for (int n = begin; n < end; ++n)
            ASSERT_EQ(test::push(queue(name), numbered(n)), PushStatus::stored);
    }
    /// From now on the n-th call (from 0) of this name fails.
    void fail(std::string call, int reason, int nth = 0)
    {
        run_->ops.fault = [call, reason, nth](std::string_view name, const std::string&) mutable {
            return name == call && nth-- <= 0 ? reason : 0;
        };
    }
    void repair() { run_->ops.fault = nullptr; }

    TempDir dir_;
    std::unique_ptr<StorageRun> run_;
};

/// Records by storage name; memory, then overflow.
using Stored = std::map<std::string, Payloads>;

/// The two files of the overflow, as strictly as the original reads them (node-behaviour §8.5), and
/// all records checked. Throws std::runtime_error with what the original would stumble over.
Stored read_overflow(const std::string& data, const std::string& index);

/// All records of a directory in the order in which the original delivers them. Throws likewise.
Stored read_like_the_original(const TempDir& dir);

} // namespace dmq::ring::test
