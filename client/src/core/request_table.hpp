// SPDX-License-Identifier: BSL-1.0
// Request ids (neo-protocol §5.2): slot and generation, so that an answer which comes too late
// never meets a new request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dmq::client {

class Consume;

namespace detail {
class AdminRequest;
class Request;
} // namespace detail

class RequestTable {
public:
    /// What an id stands for: one of them, or nothing.
    struct Entry {
        detail::Request* request = nullptr;
        Consume* consume = nullptr;
        detail::AdminRequest* admin = nullptr;
        std::uint64_t id = 0;

        bool used() const noexcept
        {
            return request != nullptr || consume != nullptr || admin != nullptr;
        }
    };

    /// The id is never 0. The entry's own id is ignored.
    std::uint64_t insert(Entry entry)
    {
        if (free_.empty()) {
            free_.push_back(entries_.size());
            entries_.push_back({nullptr, nullptr, nullptr, entries_.size()});
        }
        Entry& slot = entries_[free_.back()];
        free_.pop_back();
        entry.id = slot.id + slots;
        slot = entry;
        ++size_;
        return entry.id;
    }
    /// Of an id that insert() gave and erase() has not seen yet.
    void erase(std::uint64_t id)
    {
        Entry& slot = entries_[id % slots];
        slot = {nullptr, nullptr, nullptr, slot.id};
        free_.push_back(id % slots);
        --size_;
    }
    /// An empty entry for an id that is not in use. Valid until the next insert() or erase().
    const Entry& find(std::uint64_t id) const noexcept
    {
        const std::size_t slot = id % slots;
        return slot < entries_.size() && entries_[slot].id == id ? entries_[slot] : none_;
    }
    std::size_t size() const noexcept { return size_; }
    /// Calls `visit` with each entry in use; it may erase that entry.
    template <class Visit> void for_each(Visit visit)
    {
        for (std::size_t i = 0; i < entries_.size(); ++i)
            if (const Entry entry = entries_[i]; entry.used())
                visit(entry);
    }

private:
    // more than requests can be active; a power of 2
    static constexpr std::size_t slots = 8192;

    const Entry none_{};
    std::vector<Entry> entries_; // of a free one the id is the last that it had
    std::vector<std::size_t> free_;
    std::size_t size_ = 0;
};

} // namespace dmq::client
