// SPDX-License-Identifier: BSL-1.0
// Random operations on queues with memory and overflow, and on lists; stops, crashes and commits at
// any time. DMQ_MODEL_STEPS=5000000 takes longer.
#include "overflow_support.hpp"

#include <dmq/node/deferred_work.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <optional>
#include <random>

namespace dmq::ring::test {
namespace {

struct Entry {
    int number; // in the order of pushes
    std::string payload;
    std::uint64_t ticket = 0; // of the lease it is in
};

/// What a queue holds, the oldest first, and what it must never hold again.
struct Model {
    std::deque<Entry> entries;
    int cleared = -1; // up to this number
    std::map<std::uint64_t, std::size_t> leases; // ticket, number of records; not of cleared ones
    std::vector<std::uint64_t> orphans; // tickets of cleared records

    Payloads payloads() const
    {
        Payloads all;
        for (const Entry& entry : entries)
            all.push_back(entry.payload);
        return all;
    }
};

class Walk {
public:
    explicit Walk(unsigned seed) : random_(seed) { start(); }

    void step()
    {
        run_->clock.time += LeaseTime(below(40));
        if (below(20) == 0)
            DeferredWork::settle();
        const auto dice = below(1000);
        if (dice < 250)
            push();
        else if (dice < 350)
            push_run();
        else if (dice < 640)
            lease();
        else if (dice < 960)
            end_lease();
        else if (dice < 975)
            (*run_)->commit();
        else if (dice < 985)
            clear();
        else if (dice < 993)
            stop_and_start();
        else
            crash();
    }
    void finish() { stop_and_start(); }

private:
    static constexpr std::array<const char*, 3> names{"a", "@b", "sub@b"};

    std::uint64_t below(std::uint64_t end) { return random_() % end; }

    void start()
    {
        run_.reset();
        run_ = std::make_unique<StorageRun>(dir_.overflow_settings(),
                                            below(5) == 0 ? 0 : below(400));
        run_->ops.at_most = below(3) == 0 ? 1 + below(100) : 0;
        run_->ops.interrupts = below(3) == 0;
        if (below(2) == 0)
            burst_.emplace();
        started_ = below(4) != 0;
        if (started_)
            (*run_)->started();
        for (const char* const name : names)
            run_->queue(name);
        for (auto& model : models_)
            model.leases.clear(), model.orphans.clear();
    }

    std::size_t any() { return below(names.size()); }
    IStorageEngine& queue(std::size_t at) { return run_->queue(names[at]); }

    std::string next_payload()
    {
        const std::size_t longest = below(20) == 0 ? 3000 : 60;
        return std::to_string(next_++) + ':' + std::string(below(longest), 'x');
    }
    void add(Model& model, const std::string& payload)
    {
        model.entries.push_back({std::stoi(payload), payload});
    }

    void push()
    {
        const std::size_t at = any();
        const std::string payload = next_payload();
        ASSERT_EQ(test::push(queue(at), payload), PushStatus::stored);
        add(models_[at], payload);
    }
    void push_run()
    {
        const std::size_t at = any();
        Payloads run(below(12));
        for (std::string& payload : run) {
            payload = next_payload();
            add(models_[at], payload);
        }
        ASSERT_EQ(test::push_run(queue(at), run).stored, run.size());
    }

    void lease()
    {
        const std::size_t at = any();
        Model& model = models_[at];
        const std::size_t most = below(3) == 0 ? 0 : below(300);
        const auto waiting = [](const Entry& entry) { return entry.ticket == 0; };
        auto entry = std::find_if(model.entries.begin(), model.entries.end(), waiting);
        const bool available = queue(at).available();
        const LeasedRun run = queue(at).lease(most);
        ASSERT_EQ(run.records != 0, available);
        ASSERT_EQ(available, entry != model.entries.end()) << "whatever else is lent";
        ASSERT_TRUE(run.records <= 1 || run.size() <= most);
        for (const std::string& payload : payloads(run)) {
            ASSERT_NE(entry, model.entries.end());
            ASSERT_EQ(payload, entry->payload);
            ASSERT_EQ(entry->ticket, 0U);
            entry++->ticket = run.ticket;
        }
        if (run.records != 0)
            model.leases[run.ticket] = run.records;
    }

    void end_lease()
    {
        const std::size_t at = any();
        Model& model = models_[at];
        if (!model.orphans.empty() && below(2) == 0) {
            ASSERT_EQ(queue(at).release(model.orphans.back()).records, 0U);
            model.orphans.pop_back();
        }
        if (model.leases.empty())
            return;
        auto lease = model.leases.begin();
        std::advance(lease, below(model.leases.size()));
        const std::size_t delivered = below(3) == 0 ? below(lease->second + 1) : lease->second;
        std::size_t from = 0, seen = 0;
        for (auto entry = model.entries.begin(); entry != model.entries.end();) {
            if (entry->ticket != lease->first) {
                ++entry;
            } else if (seen++ < delivered) {
                from += record_header + entry->payload.size();
                entry = model.entries.erase(entry);
            } else {
                entry++->ticket = 0;
            }
        }
        const Delivered result = delivered == lease->second && below(2) == 0
            ? queue(at).release(lease->first)
            : queue(at).put_back(lease->first, from);
        ASSERT_EQ(result.records, delivered);
        model.leases.erase(lease);
    }

    /// Until then the dumps of the last run are there, and would come back after a crash.
    void have_started()
    {
        if (!started_)
            (*run_)->started();
        started_ = true;
    }

    void clear()
    {
        have_started();
        const std::size_t at = any();
        Model& model = models_[at];
        queue(at).clear();
        for (const auto& [ticket, records] : model.leases)
            model.orphans.push_back(ticket);
        model.leases.clear();
        model.entries.clear();
        model.cleared = next_ - 1;
        ASSERT_FALSE(queue(at).available());
    }

    void check_usage()
    {
        for (std::size_t at = 0; at < names.size(); ++at)
            ASSERT_EQ(queue(at).usage().records(), models_[at].entries.size());
    }

    void stop_and_start()
    {
        check_usage();
        burst_.reset();
        ASSERT_TRUE((*run_)->shutdown());
        run_.reset();
        const Stored stored = read_like_the_original(dir_);
        for (std::size_t at = 0; at < names.size(); ++at) {
            const auto found = stored.find(names[at]);
            ASSERT_EQ(found == stored.end() ? Payloads() : found->second, models_[at].payloads());
            for (Entry& entry : models_[at].entries)
                entry.ticket = 0;
        }
        start();
    }

    void crash()
    {
        have_started();
        std::array<std::size_t, names.size()> on_disk{};
        for (std::size_t at = 0; at < names.size(); ++at)
            on_disk[at] = queue(at).usage().overflow_records;
        burst_.reset(); // all pushes are answered
        run_->kill();
        run_.reset();
        {
            StorageRun next(dir_.overflow_settings(), 100);
            next->started();
            ASSERT_TRUE(next->shutdown());
        }
        const Stored stored = read_like_the_original(dir_);
        for (std::size_t at = 0; at < names.size(); ++at) {
            const auto found = stored.find(names[at]);
            expect_survivors(models_[at], found == stored.end() ? Payloads() : found->second,
                             on_disk[at]);
        }
        start();
    }

    /// The newest `on_disk` records are all there; what else is there is older, and in order.
    static void expect_survivors(Model& model, const Payloads& found, std::size_t on_disk)
    {
        ASSERT_GE(found.size(), on_disk);
        ASSERT_LE(on_disk, model.entries.size());
        const Payloads held = model.payloads();
        ASSERT_TRUE(std::equal(held.end() - static_cast<std::ptrdiff_t>(on_disk), held.end(),
                               found.end() - static_cast<std::ptrdiff_t>(on_disk)));
        model.entries.clear();
        for (const std::string& payload : found) {
            const int number = std::stoi(payload);
            ASSERT_GT(number, model.entries.empty() ? model.cleared : model.entries.back().number);
            model.entries.push_back({number, payload});
        }
    }

    TempDir dir_;
    std::mt19937_64 random_;
    std::array<Model, names.size()> models_;
    std::unique_ptr<StorageRun> run_;
    std::optional<DeferredWork> burst_;
    bool started_ = false;
    int next_ = 0;
};

TEST(OverflowModel, RandomOperationsGiveWhatListsGive)
{
    const char* const steps = std::getenv("DMQ_MODEL_STEPS");
    long left = steps == nullptr ? 20000 : std::atol(steps);
    const CapturedLog quiet;
    while (left > 0) {
        const char* const again = std::getenv("DMQ_MODEL_SEED");
        const unsigned seed = again == nullptr
            ? std::random_device()()
            : static_cast<unsigned>(std::strtoul(again, nullptr, 10));
        SCOPED_TRACE("DMQ_MODEL_SEED=" + std::to_string(seed));
        Walk walk(seed);
        for (int step = 0; step < 5000 && !testing::Test::HasFatalFailure(); ++step)
            walk.step();
        if (!testing::Test::HasFatalFailure())
            walk.finish();
        if (testing::Test::HasFailure())
            return;
        left -= 5000;
    }
}

} // namespace
} // namespace dmq::ring::test
