// SPDX-License-Identifier: BSL-1.0
// The rules of node-behaviour §6.2 and §6.3, literally, on a list.
#include "model.hpp"

#include <algorithm>
#include <stdexcept>

namespace dmq::ring::test {

bool Model::fits(std::uint64_t size, std::uint64_t& place) const
{
    place = 0;
    std::uint64_t used = 0;
    const Entry* front = nullptr;
    for (const Entry& e : entries_) {
        if (e.ring == ring_ && front == nullptr)
            front = &e;
        used += e.ring == ring_ || waits(e) ? e.size() : 0;
    }
    if (used + size > capacity_) // matters only for a dump that is too large, and for rings left
        return false;
    if (front == nullptr)
        return true;
    const std::uint64_t r = front->place;
    const std::uint64_t w = entries_.back().place + entries_.back().size();
    if (r < w) {
        if (w + size <= capacity_) {
            place = w;
            return true;
        }
        return size <= r;
    }
    place = w;
    return r - w >= size;
}

std::uint64_t Model::waiting() const
{
    std::uint64_t bytes = 0;
    for (const Entry& e : entries_)
        bytes += waits(e) ? e.size() : 0;
    return bytes;
}

bool Model::leave(std::uint64_t size, std::int64_t now)
{
    const bool in_the_way = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) {
        return e.ring == ring_ && (e.state == State::lent || e.state == State::orphaned) &&
            now - e.lent >= 250;
    });
    if (!in_the_way || waiting() + size > capacity_)
        return false;
    ++ring_;
    return true;
}

bool Model::push(const std::string& payload, std::int64_t now)
{
    std::uint64_t place = 0;
    const std::uint64_t size = payload.size() + 8;
    if (!fits(size, place) && !(leave(size, now) && fits(size, place)))
        return false;
    entries_.push_back({next_++, payload, place, ring_});
    return true;
}

bool Model::waits(const Entry& e) const
{
    return e.state == State::fresh || e.state == State::returned;
}

Model::Numbers Model::expect_lease(std::size_t max_bytes) const
{
    Numbers numbers;
    std::size_t total = 0;
    for (const Entry& e : entries_) {
        if (!waits(e)) {
            if (numbers.empty())
                continue;
            break; // a lease is one stretch of the queue
        }
        if (!numbers.empty() && e.ring != entry(numbers.back()).ring)
            break;
        if (!numbers.empty() && total + e.size() > max_bytes)
            break;
        numbers.push_back(e.number);
        total += e.size();
    }
    return numbers;
}

void Model::lend(const Numbers& numbers, std::int64_t now)
{
    for (Entry& e : entries_)
        if (std::find(numbers.begin(), numbers.end(), e.number) != numbers.end())
            e.state = State::lent, e.lent = now;
}

void Model::end_lease(const Numbers& numbers, std::size_t delivered)
{
    for (std::size_t i = 0; i < numbers.size(); ++i)
        for (Entry& e : entries_)
            if (e.number == numbers[i])
                e.state = i < delivered || e.state == State::orphaned ? State::gone
                                                                      : State::returned;
    reclaim();
}

void Model::clear()
{
    for (Entry& e : entries_)
        e.state = e.state == State::lent || e.state == State::orphaned ? State::orphaned
                                                                       : State::gone;
    while (!entries_.empty() && entries_.back().state == State::gone)
        entries_.pop_back();
    reclaim();
}

void Model::reclaim()
{
    std::deque<Entry> kept;
    for (const Entry& e : entries_)
        if (e.state != State::gone || (!kept.empty() && kept.back().ring == e.ring))
            kept.push_back(e);
    entries_ = kept;
}

void Model::reload(std::uint64_t capacity)
{
    capacity_ = capacity;
    std::deque<Entry> kept;
    std::uint64_t place = 0;
    for (const Entry& e : entries_) {
        if (!e.held())
            continue;
        kept.push_back({e.number, e.payload, place, ring_});
        place += e.size();
    }
    entries_ = kept;
}

const Model::Entry& Model::entry(std::uint64_t number) const
{
    for (const Entry& e : entries_)
        if (e.number == number)
            return e;
    throw std::logic_error("the model has no record " + std::to_string(number));
}

std::vector<std::string> Model::held() const
{
    std::vector<std::string> result;
    for (const Entry& e : entries_)
        if (e.held())
            result.push_back(e.payload);
    return result;
}

std::uint64_t Model::held_bytes() const
{
    std::uint64_t bytes = 0;
    for (const Entry& e : entries_)
        bytes += e.held() ? e.size() : 0;
    return bytes;
}

bool Model::available() const
{
    return std::any_of(entries_.begin(), entries_.end(),
                       [this](const auto& e) { return waits(e); });
}

} // namespace dmq::ring::test
