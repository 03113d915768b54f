// SPDX-License-Identifier: BSL-1.0
// The rules of node-behaviour §6.2 and §6.3, literally, on a list.
#include "model.hpp"

#include <algorithm>
#include <stdexcept>

namespace dmq::ring::test {

bool Model::fits(std::uint64_t size, std::uint64_t& place) const
{
    place = 0;
    if (entries_.empty())
        return size <= capacity_;
    std::uint64_t used = 0;
    for (const Entry& e : entries_)
        used += e.size();
    if (used + size > capacity_) // matters only for a dump larger than the capacity
        return false;
    const std::uint64_t r = entries_.front().place;
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

bool Model::push(const std::string& payload)
{
    std::uint64_t place = 0;
    if (!fits(payload.size() + 8, place))
        return false;
    entries_.push_back({next_++, payload, place, State::fresh});
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
        if (!numbers.empty() && total + e.size() > max_bytes)
            break;
        numbers.push_back(e.number);
        total += e.size();
    }
    return numbers;
}

void Model::lend(const Numbers& numbers)
{
    for (Entry& e : entries_)
        if (std::find(numbers.begin(), numbers.end(), e.number) != numbers.end())
            e.state = State::lent;
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
    while (!entries_.empty() && entries_.front().state == State::gone)
        entries_.pop_front();
}

void Model::reload(std::uint64_t capacity)
{
    capacity_ = capacity;
    std::deque<Entry> kept;
    std::uint64_t place = 0;
    for (const Entry& e : entries_) {
        if (!e.held())
            continue;
        kept.push_back({e.number, e.payload, place, State::fresh});
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
