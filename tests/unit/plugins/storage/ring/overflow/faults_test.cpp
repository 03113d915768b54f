// SPDX-License-Identifier: BSL-1.0
// A disk that is full, read-only or broken while the node runs: memory goes on, and so does the
// overflow when the disk is back.
#include "overflow_support.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

namespace dmq::ring::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr std::uint64_t three = 39;

class Faults : public RunningStorage {
protected:
    Faults() : RunningStorage(three) { }
};

struct Fault {
    const char* name;
    const char* call;
    int reason;
    int nth;
    PushStatus status;
};

class FailingPush : public Faults, public testing::WithParamInterface<Fault> { };

TEST_P(FailingPush, IsRefusedAndLeavesNothingBehind)
{
    push(0, 5);
    push(0, 3, "memory");
    const CapturedLog log;
    fail(GetParam().call, GetParam().reason, GetParam().nth);
    run_->ops.at_most = 20; // a write goes in pieces
    for (int n = 0; n < 5; ++n)
        EXPECT_EQ(test::push(queue(), numbered(99)), GetParam().status);
    EXPECT_EQ(push_run(queue(), numbered(90, 95)).refused, 5U);
    EXPECT_THAT(log.of("error"),
                ElementsAre(AllOf(HasSubstr("cannot write "), HasSubstr(dir_.path("overflow.dat")),
                                  HasSubstr("1 records refused"))));
    EXPECT_EQ(pop(queue("memory")), numbered(0)) << "memory goes on";
    push(3, 4, "memory");
    EXPECT_EQ(pop(queue()), numbered(0)) << "and so does reading";
    repair();
    push(5, 8);
    EXPECT_THAT(log.of("info"), ElementsAre(HasSubstr("records can be written again")));
    EXPECT_TRUE((*run_)->shutdown());
    run_.reset();
    EXPECT_THAT(read_like_the_original(dir_),
                ElementsAre(Pair("ch", numbered(1, 8)), Pair("memory", numbered(1, 4))));
}

INSTANTIATE_TEST_SUITE_P(
    Each, FailingPush,
    testing::Values(Fault{"disk_full", "pwritev", ENOSPC, 0, PushStatus::full},
                    Fault{"over_quota", "pwritev", EDQUOT, 0, PushStatus::full},
                    Fault{"disk_full_within_the_record", "pwritev", ENOSPC, 1, PushStatus::full},
                    Fault{"disk_full_when_it_is_linked", "pwritev", ENOSPC, 2, PushStatus::full},
                    Fault{"disk_full_within_the_link", "pwritev", ENOSPC, 3, PushStatus::full},
                    Fault{"io_error", "pwritev", EIO, 0, PushStatus::failed},
                    Fault{"io_error_within_the_record", "pwritev", EIO, 1, PushStatus::failed},
                    Fault{"read_only", "pwritev", EROFS, 0, PushStatus::failed}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(Faults, AFailedRollBackIsHarmless)
{
    push(0, 5);
    run_->ops.fault = [](std::string_view call, const std::string&) {
        return call == "pwritev" || call == "ftruncate" ? EIO : 0;
    };
    run_->ops.at_most = 10;
    EXPECT_EQ(test::push(queue(), numbered(99)), PushStatus::failed);
    repair();
    push(5, 8);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 8)));
}

TEST_F(Faults, AFileThatCannotBeCreatedIsCreatedLater)
{
    push(0, 3);
    for (const int reason : {ENOSPC, EROFS, EMFILE}) {
        fail("open", reason);
        EXPECT_EQ(test::push(queue(), numbered(3)),
                  reason == ENOSPC ? PushStatus::full : PushStatus::failed);
        EXPECT_THAT(dir_.files(), IsEmpty());
    }
    fail("open", ENOSPC, 1); // the data file is there, the index not
    EXPECT_EQ(test::push(queue(), numbered(3)), PushStatus::full);
    fail("writev", ENOSPC, 1); // its title is written, its line not
    EXPECT_EQ(test::push(queue(), numbered(3)), PushStatus::full);
    repair();
    push(3, 8);
    run_->kill();
    run_ = std::make_unique<StorageRun>(dir_, three);
    (*run_)->started();
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(3, 8)));
}

TEST_F(Faults, ADiskThatCannotBeReadKeepsTheRecords)
{
    push(0, 8);
    for (int n = 0; n < 3; ++n)
        pop(queue());
    const CapturedLog log;
    fail("pread", EIO);
    EXPECT_EQ(queue().lease(100).records, 0U);
    EXPECT_FALSE(queue().available()) << "a consumer must not come again and again";
    EXPECT_EQ(queue().lease(100).records, 0U);
    EXPECT_THAT(
        log.of("error"),
        ElementsAre(AllOf(HasSubstr("queue ch: cannot read "), HasSubstr("Input/output error"))));
    repair();
    push(8, 10);
    EXPECT_TRUE((*run_)->shutdown());
    run_.reset();
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(3, 10))));
}

TEST_F(Faults, ShortReadsAndWritesAndInterruptionsAreOrdinary)
{
    run_->ops.at_most = 7;
    run_->ops.interrupts = true;
    EXPECT_EQ(push_run(queue(), numbered(0, 40)).stored, 40U);
    (*run_)->commit();
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(0, 40)));
}

TEST_F(Faults, OneDumpThatFailsAtTheStopDoesNotStopTheOthers)
{
    push(0, 6, "a");
    push(0, 6, "b");
    push(0, 6, "c");
    run_->ops.fault = [](std::string_view call, const std::string& path) {
        return call == "open" && path.find(".b.rq.tmp") != std::string::npos ? ENOSPC : 0;
    };
    const CapturedLog log;
    EXPECT_FALSE((*run_)->shutdown());
    EXPECT_THAT(log.of("error"), ElementsAre(HasSubstr("queue 'b': 3 records not saved")));
    run_.reset();
    EXPECT_THAT(read_like_the_original(dir_),
                ElementsAre(Pair("a", numbered(0, 6)), Pair("b", numbered(3, 6)),
                            Pair("c", numbered(0, 6))));
}

TEST_F(Faults, ADiskFullAtTheStartOfTheRepairLetsTheNodeServe)
{
    push(0, 8);
    run_->kill();
    run_ = std::make_unique<StorageRun>(dir_, three);
    run_->ops.fault = [](std::string_view call, const std::string& path) {
        return call == "open" && path.find(".tmp") != std::string::npos ? ENOSPC : 0;
    };
    (*run_)->started();
    EXPECT_EQ(pop(queue()), numbered(3)) << "what is there can be read";
    EXPECT_EQ(test::push(queue(), numbered(8)), PushStatus::full);
    repair();
    push(8, 10);
    EXPECT_THAT(drain(queue()), ElementsAreArray(numbered(4, 10)));
}

// -- a real disk that is full: a file system of 1 MiB; where mounting is not allowed, a limit of
//    the file size

class RealFullDisk : public testing::Test {
protected:
    RealFullDisk()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        if (::unshare(CLONE_NEWNS) == 0 &&
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0)
            mounted_ = ::mount("tmpfs", dir_.path().c_str(), "tmpfs", 0, "size=1m") == 0;
        if (!mounted_)
            set_limit(1 << 20);
    }
    ~RealFullDisk() override
    {
        if (mounted_)
            ::umount2(dir_.path().c_str(), MNT_DETACH);
        else
            set_limit(RLIM_INFINITY);
    }
    static void set_limit(rlim_t size)
    {
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        limit.rlim_cur = std::min(size, limit.rlim_max);
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }

    TempDir dir_;
    bool mounted_ = false;
};

TEST_F(RealFullDisk, RefusesUntilThereIsRoomAgain)
{
    const std::string payload(10000, 'p');
    auto run = std::make_unique<StorageRun>(dir_, 0);
    (*run)->started();
    IStorageEngine& queue = run->queue("ch");
    int stored = 0;
    while (push(queue, payload) == PushStatus::stored)
        ++stored;
    EXPECT_GT(stored, 50);
    EXPECT_EQ(push(queue, payload), PushStatus::full);
    EXPECT_EQ(push(run->queue("other"), payload), PushStatus::full);
    EXPECT_EQ(queue.usage().overflow_records, static_cast<std::uint64_t>(stored));
    for (int n = 0; n < stored; ++n)
        ASSERT_EQ(pop(queue), payload) << n;
    EXPECT_EQ(pop(queue), "");
    ASSERT_EQ(push(queue, payload), PushStatus::stored) << "the file is empty, there is room";
    EXPECT_TRUE((*run)->shutdown());
    run.reset();
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", SizeIs(1))));
}

} // namespace
} // namespace dmq::ring::test
