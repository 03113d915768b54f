// SPDX-License-Identifier: BSL-1.0
// A queue that gives records out by the key at their head: the smallest first, equal ones in the
// order of their arrival.
#pragma once

#include <dmq/plugin/storage.hpp>

#include <atomic>
#include <map>
#include <new>
#include <utility>

namespace priority {

/// In memory; one caller at a time, as IStorageEngine says.
class PriorityQueue final : public dmq::IStorageEngine {
public:
    /// The first `key_bytes` of a record are its key. `held` counts the records of all queues, and
    /// outlives them.
    PriorityQueue(std::size_t key_bytes, std::uint64_t capacity, std::atomic<std::uint64_t>& held)
        : key_bytes_(key_bytes), held_(held), usage_{.capacity = capacity}
    {
    }
    ~PriorityQueue() override { held_ -= usage_.memory_records; }

    dmq::PushStatus push(dmq::Bytes record) noexcept override
    {
        const std::uint64_t length = record.size();
        if (usage_.memory_bytes + dmq::record_header + length > usage_.capacity)
            return dmq::PushStatus::full;
        try {
            std::string wire(reinterpret_cast<const char*>(&length), sizeof length);
            wire += dmq::text_of(record);
            waiting_.emplace(Place(wire.substr(sizeof length, key_bytes_), arrivals_++), wire);
        } catch (const std::bad_alloc&) {
            return dmq::PushStatus::failed;
        }
        ++held_;
        ++usage_.memory_records;
        usage_.memory_bytes += dmq::record_header + length;
        return dmq::PushStatus::stored;
    }
    dmq::RunResult push_run(dmq::RecordRun run) noexcept override
    {
        dmq::RunResult result;
        for (const dmq::Bytes record : dmq::Records(run.bytes)) {
            const bool stored = push(record) == dmq::PushStatus::stored;
            ++(stored ? result.stored : result.refused);
            result.stored_bytes += stored ? record.size() : 0;
        }
        return result;
    }
    bool available() const noexcept override { return !waiting_.empty(); }
    dmq::LeasedRun lease(std::size_t max_bytes) noexcept override
    {
        if (waiting_.empty())
            return {};
        Loan& loan = loans_[++tickets_];
        do {
            loan.bytes += waiting_.begin()->second;
            loan.records.insert(waiting_.extract(waiting_.begin()));
        } while (available() && loan.bytes.size() + waiting_.begin()->second.size() <= max_bytes);
        return {{dmq::bytes_of(loan.bytes), {}}, std::uint32_t(loan.records.size()), tickets_};
    }
    dmq::Delivered release(std::uint64_t ticket) noexcept override
    {
        return put_back(ticket, loans_.at(ticket).bytes.size());
    }
    /// What was not delivered takes its old place again: its key and number say where.
    dmq::Delivered put_back(std::uint64_t ticket, std::size_t from) noexcept override
    {
        Records records = std::move(loans_.extract(ticket).mapped().records);
        dmq::Delivered delivered;
        for (std::size_t at = 0; at < from && !records.empty(); ++delivered.records) {
            const auto size = records.extract(records.begin()).mapped().size();
            at += size;
            usage_.memory_bytes -= size;
            delivered.bytes += size - dmq::record_header;
        }
        held_ -= delivered.records;
        usage_.memory_records -= delivered.records;
        waiting_.merge(records);
        return delivered;
    }
    void clear() noexcept override
    {
        waiting_.clear();
        for (auto& [ticket, loan] : loans_)
            loan.records.clear(); // the bytes stay readable
        held_ -= std::exchange(usage_, {.capacity = usage_.capacity}).memory_records;
    }
    void retire() noexcept override { clear(); }
    void rename(std::string_view) override { } // nothing is saved under any name
    dmq::QueueUsage usage() const noexcept override { return usage_; }

private:
    using Place = std::pair<std::string, std::uint64_t>; // key, number of arrival
    using Records = std::map<Place, std::string>; // in wire layout
    struct Loan {
        std::string bytes;
        Records records; // none: the queue was cleared meanwhile
    };

    std::size_t key_bytes_;
    std::atomic<std::uint64_t>& held_;
    dmq::QueueUsage usage_;
    Records waiting_;
    std::map<std::uint64_t, Loan> loans_; // by ticket
    std::uint64_t arrivals_ = 0;
    std::uint64_t tickets_ = 0;
};

} // namespace priority
