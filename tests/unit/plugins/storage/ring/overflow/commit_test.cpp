// SPDX-License-Identifier: BSL-1.0
// Commits: what they write, what they cut off, and each call of theirs that fails, or is the last
// one before the process is killed.
#include "overflow_support.hpp"

#include <gmock/gmock.h>

#include <fcntl.h>

namespace dmq::ring::test {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Lt;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

constexpr std::uint64_t capacity = 82000; // four records
constexpr std::size_t large = 20000; // payload

/// A record of `large` bytes that tells its number.
std::string record(int n) { return numbered(n) + std::string(large - 5, 'x'); }

class Commit : public testing::Test {
protected:
    void start()
    {
        run_.reset();
        run_ = std::make_unique<StorageRun>(dir_, capacity);
        (*run_)->started();
    }
    void push(int begin, int end, const std::string& name = "ch")
    {
        for (int n = begin; n < end; ++n)
            ASSERT_EQ(test::push(run_->queue(name), record(n)), PushStatus::stored);
    }
    void pop(int begin, int end, const std::string& name = "ch")
    {
        for (int n = begin; n < end; ++n)
            ASSERT_EQ(test::pop(run_->queue(name)), record(n));
    }
    void crash()
    {
        run_->kill();
        run_.reset();
    }
    /// The numbers of the records that are left; each must be whole.
    std::vector<int> drained(const std::string& name = "ch")
    {
        std::vector<int> numbers;
        for (const std::string& text : drain(run_->queue(name))) {
            numbers.push_back(std::stoi(text.substr(1, 4)));
            EXPECT_EQ(text, record(numbers.back()));
        }
        return numbers;
    }
    static std::vector<int> range(int begin, int end)
    {
        std::vector<int> numbers;
        for (int n = begin; n < end; ++n)
            numbers.push_back(n);
        return numbers;
    }
    std::uint64_t size() const { return dir_.files().at("overflow.dat").size(); }

    TempDir dir_;
    std::unique_ptr<StorageRun> run_;
};

TEST_F(Commit, LeavesADirectoryThatTheOriginalReads)
{
    start();
    push(0, 10);
    push(0, 10, "sub@other");
    (*run_)->commit();
    const Stored stored = read_like_the_original(dir_);
    EXPECT_THAT(stored.at("ch"), SizeIs(6));
    EXPECT_EQ(stored.at("sub@other").front(), record(4));
}

TEST_F(Commit, DoesNothingIfNothingHasChanged)
{
    start();
    (*run_)->commit();
    EXPECT_THAT(dir_.files(), IsEmpty());
    push(0, 10);
    (*run_)->commit();
    run_->ops.calls.clear();
    (*run_)->commit();
    EXPECT_THAT(run_->ops.calls, IsEmpty());
}

TEST_F(Commit, CutsTheHeadOff)
{
    start();
    push(0, 200);
    (*run_)->commit();
    const auto before = size();
    pop(0, 150);
    (*run_)->commit();
    EXPECT_EQ(before - size(), 2U << 20U) << "whole MiB, of 150 records of 20032 bytes";
    const std::string data = dir_.files().at("overflow.dat");
    EXPECT_EQ(data.substr(0, 8), overflow::file_id);
    const auto spare = overflow::decode(bytes_of(data).subspan(8).first<overflow::header_size>());
    ASSERT_TRUE(spare);
    EXPECT_EQ(spare->channel, 0U);
    const auto first = overflow::decode(
        bytes_of(data).subspan(8 + spare->size()).first<overflow::header_size>());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->channel, 1U) << "the spare record ends where the first one begins";
    EXPECT_EQ(read_like_the_original(dir_).at("ch").back(), record(199));
    push(200, 210);
    pop(150, 175);
    EXPECT_TRUE((*run_)->shutdown());
    run_.reset();
    EXPECT_EQ(read_like_the_original(dir_).at("ch").front(), record(175));
    start();
    EXPECT_EQ(drained(), range(175, 210));
}

TEST_F(Commit, TheOldestRecordOfAnyQueueKeepsTheHead)
{
    start();
    push(0, 5, "slow");
    push(0, 200);
    pop(0, 200);
    (*run_)->commit();
    EXPECT_GT(size(), 190U * large);
    pop(0, 5, "slow");
    EXPECT_EQ(size(), 0U);
}

TEST_F(Commit, AfterACrashPositionsAreFoundWhateverWasCutOff)
{
    start();
    push(0, 300);
    for (int part = 0; part < 3; ++part) {
        pop(part * 75, (part + 1) * 75);
        (*run_)->commit();
    }
    push(0, 10, "late");
    crash();
    start();
    const auto numbers = drained();
    EXPECT_LE(numbers.front(), 225);
    EXPECT_GT(numbers.front(), 220);
    EXPECT_EQ(numbers, range(numbers.front(), 300));
    EXPECT_EQ(drained("late"), range(4, 10));
}

TEST_F(Commit, WhereTheHeadCannotBeCutOffItsSpaceIsFreed)
{
    const CapturedLog log;
    start();
    run_->ops.fault_of_mode = [](int mode) {
        return mode == FALLOC_FL_COLLAPSE_RANGE ? EOPNOTSUPP : 0;
    };
    push(0, 300);
    pop(0, 150);
    (*run_)->commit();
    push(300, 310);
    pop(150, 270);
    (*run_)->commit();
    EXPECT_GT(size(), 300U * large);
    EXPECT_THAT(log.of("warn"), ElementsAre(HasSubstr("cannot cut the head off")));
    EXPECT_EQ(read_like_the_original(dir_).at("ch").back(), record(309));
    EXPECT_EQ(run_->ops.calls.count("fallocate"), 3U) << "collapsing is tried once";
    crash();
    start();
    EXPECT_EQ(drained().back(), 309);
    EXPECT_TRUE((*run_)->shutdown());
    run_.reset();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(Commit, NoPushWaitsForIt)
{
    start();
    push(0, 10);
    int pushed = 10;
    run_->ops.fault = [&](std::string_view call, const std::string&) {
        if (call == "fdatasync" || call == "fsync") // on the disk: meanwhile a loop pushes
            push(pushed, pushed + 1), ++pushed;
        return 0;
    };
    (*run_)->commit();
    EXPECT_GE(pushed, 14) << "a push under way while data, both indices, the directory are synced";
    run_->ops.fault = nullptr;
    crash();
    start();
    EXPECT_EQ(drained(), range(4, pushed));
}

TEST_F(Commit, MayBeOvertakenByTheLastDelivery)
{
    for (int call = 0;; ++call) {
        start();
        push(0, 120);
        pop(0, 100);
        int left = call;
        run_->ops.fault = [&](std::string_view name, const std::string&) {
            const bool waits = name == "fdatasync" || name == "fsync";
            if (waits && left-- == 0) {
                drain(run_->queue("ch")); // the file is emptied
                push(0, 6, "new");
            }
            return 0;
        };
        (*run_)->commit();
        run_->ops.fault = nullptr;
        const bool reached = left < 0;
        crash();
        start();
        EXPECT_EQ(drained("new"), reached ? range(4, 6) : range(0, 0)) << call;
        EXPECT_EQ(drained().empty(), reached);
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
        EXPECT_THAT(dir_.files(), IsEmpty()) << call;
        if (!reached)
            return;
    }
}

// -- each call

/// What is done to the calls of a commit from the n-th on.
struct Interruption {
    const char* name;
    bool all_that_follow; // killed; otherwise only this call fails
    int reason;
};

class InterruptedCommit : public Commit, public testing::WithParamInterface<Interruption> {
protected:
    /// A queue that has much to cut off, another that is older than the cut, and a commit that is
    /// interrupted at its n-th call. Returns whether it has so many.
    bool interrupted_at(int n)
    {
        start();
        push(0, 150);
        push(0, 10, "other");
        (*run_)->commit();
        pop(0, 125);
        push(150, 155);
        push(0, 20, "third");
        bool reached = false;
        run_->ops.fault = [this, &reached, n](std::string_view, const std::string&) mutable {
            const bool hit = GetParam().all_that_follow ? n <= 0 : n == 0;
            --n;
            reached = reached || hit;
            return hit ? GetParam().reason : 0;
        };
        (*run_)->commit();
        return reached;
    }
    void expect_everything()
    {
        const auto numbers = drained();
        ASSERT_THAT(numbers, Not(IsEmpty()));
        EXPECT_LE(numbers.front(), 125);
        EXPECT_EQ(numbers, range(numbers.front(), 155));
        EXPECT_EQ(drained("other"), range(4, 10));
        EXPECT_EQ(drained("third"), range(4, 20));
    }
};

TEST_P(InterruptedCommit, LosesNothingWhenTheNodeDiesThere)
{
    const CapturedLog log;
    for (int n = 0; interrupted_at(n); ++n) {
        SCOPED_TRACE(n);
        crash();
        start();
        expect_everything();
        EXPECT_THAT(dir_.files(), Not(Contains(Key(HasSubstr(".damaged")))));
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
        ASSERT_THAT(dir_.files(), IsEmpty());
    }
}

TEST_P(InterruptedCommit, TheNextOneSucceedsAndTheNodeGoesOn)
{
    if (GetParam().all_that_follow)
        return; // a dead process has no next one
    for (int n = 0; interrupted_at(n); ++n) {
        SCOPED_TRACE(n);
        run_->ops.fault = nullptr;
        (*run_)->commit();
        EXPECT_EQ(read_like_the_original(dir_).at("third").back(), record(19));
        const auto numbers = drained();
        EXPECT_EQ(numbers, range(125, 155));
        EXPECT_EQ(drained("other"), range(0, 10));
        EXPECT_EQ(drained("third"), range(0, 20));
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
        ASSERT_THAT(dir_.files(), IsEmpty());
    }
}

INSTANTIATE_TEST_SUITE_P(Each, InterruptedCommit,
                         testing::Values(Interruption{"killed", true, EIO},
                                         Interruption{"io_error", false, EIO},
                                         Interruption{"disk_full", false, ENOSPC}),
                         [](const auto& instance) { return instance.param.name; });

TEST_F(Commit, FailuresAreLoggedOnceAMinuteAndSoIsTheirEnd)
{
    start();
    push(0, 10);
    run_->ops.fault = [](std::string_view call, const std::string&) {
        return call == "fdatasync" ? EIO : 0;
    };
    const CapturedLog log;
    for (int n = 0; n < 5; ++n)
        (*run_)->commit();
    EXPECT_THAT(log.of("error"),
                ElementsAre(AllOf(HasSubstr("cannot sync "), HasSubstr("Input/output error"))));
    run_->ops.fault = nullptr;
    (*run_)->commit();
    EXPECT_THAT(log.of("info"), ElementsAre(HasSubstr("committed again")));
}

// -- a stop, killed or failing at each of its calls

class InterruptedStop : public Commit, public testing::WithParamInterface<Interruption> { };

TEST_P(InterruptedStop, LosesNothingOfTheOverflowAndKeepsTheOrder)
{
    const CapturedLog log;
    for (int n = 0;; ++n) {
        SCOPED_TRACE(n);
        start();
        push(0, 50);
        pop(0, 10); // 10 and 11 are in memory, read back
        push(0, 20, "other");
        (*run_)->commit();
        bool reached = false;
        run_->ops.fault = [&reached, n](std::string_view, const std::string&) mutable {
            const bool hit = GetParam().all_that_follow ? n <= 0 : n == 0;
            --n;
            reached = reached || hit;
            return hit ? GetParam().reason : 0;
        };
        EXPECT_NE((*run_)->shutdown(), reached) << "the exit code tells";
        crash();
        start();
        const auto numbers = drained();
        ASSERT_THAT(numbers, Not(IsEmpty()));
        EXPECT_LE(numbers.front(), 10);
        EXPECT_EQ(numbers, range(numbers.front(), 50));
        const auto other = drained("other");
        EXPECT_THAT(other.front(), AnyOf(0, 4)) << "what was in memory is saved or lost";
        EXPECT_EQ(other, range(other.front(), 20));
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
        ASSERT_THAT(dir_.files(), IsEmpty());
        if (!reached)
            return;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, InterruptedStop,
                         testing::Values(Interruption{"killed", true, EIO},
                                         Interruption{"io_error", false, EIO}),
                         [](const auto& instance) { return instance.param.name; });

} // namespace
} // namespace dmq::ring::test
