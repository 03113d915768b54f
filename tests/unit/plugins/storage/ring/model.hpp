// SPDX-License-Identifier: BSL-1.0
// The queue as the specification tells it: a list of records with places, written without regard
// to speed, to compare the engine with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace dmq::ring::test {

class Model {
public:
    enum class State { fresh, lent, returned, gone, orphaned };
    struct Entry {
        std::uint64_t number; // in the order of pushes
        std::string payload;
        std::uint64_t place; // of its first byte in the ring
        std::uint64_t ring; // number of the ring it is in
        State state = State::fresh;
        std::int64_t lent = 0; // when, in ms
        std::uint64_t size() const { return payload.size() + 8; }
        bool held() const { return state != State::gone && state != State::orphaned; }
    };
    using Numbers = std::vector<std::uint64_t>;

    explicit Model(std::uint64_t capacity) : capacity_(capacity) { }

    /// Whether it fits by §6.2, or in a new ring because of a lease that is too old; appends it
    /// then. `now` in ms.
    bool push(const std::string& payload, std::int64_t now);
    /// What a lease of `max_bytes` has to hold.
    Numbers expect_lease(std::size_t max_bytes) const;
    void lend(const Numbers& numbers, std::int64_t now);
    /// The first `delivered` of a lease are delivered, the others go back.
    void end_lease(const Numbers& numbers, std::size_t delivered);
    void clear();
    /// Saved and loaded again, with another capacity.
    void reload(std::uint64_t capacity);

    const Entry& entry(std::uint64_t number) const;
    std::vector<std::string> held() const;
    std::uint64_t held_bytes() const;
    bool available() const;
    std::uint64_t capacity() const { return capacity_; }
    /// How often a ring was left.
    std::uint64_t rings_left() const { return ring_; }

private:
    bool waits(const Entry& entry) const;
    bool fits(std::uint64_t size, std::uint64_t& place) const;
    bool leave(std::uint64_t size, std::int64_t now);
    std::uint64_t waiting() const;
    void reclaim();

    std::uint64_t capacity_;
    std::uint64_t next_ = 1;
    std::uint64_t ring_ = 0;
    std::deque<Entry> entries_;
};

} // namespace dmq::ring::test
