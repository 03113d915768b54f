// SPDX-License-Identifier: BSL-1.0
// Directories that crashes, other nodes and bad disks leave behind.
#include "overflow_support.hpp"

#include <gmock/gmock.h>

namespace dmq::ring::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

constexpr std::uint64_t three = 39;
constexpr std::uint64_t footprint = 37; // of a numbered record on the disk

class Recovery : public testing::Test {
protected:
    void start()
    {
        run_.reset();
        run_ = std::make_unique<StorageRun>(dir_, three);
        (*run_)->started();
    }
    void stop()
    {
        EXPECT_TRUE((*run_)->shutdown());
        run_.reset();
    }
    void crash()
    {
        run_->kill();
        run_.reset();
    }
    void push(int begin, int end, const std::string& name = "ch")
    {
        for (int n = begin; n < end; ++n)
            ASSERT_EQ(test::push(run_->queue(name), numbered(n)), PushStatus::stored);
    }
    Payloads drained(const std::string& name) { return drain(run_->queue(name)); }
    std::string data() const { return dir_.files().at("overflow.dat"); }
    void remove(const std::string& file) { std::filesystem::remove(dir_.path(file)); }
    /// The directory that the original would leave: records 0 to 7 in memory (3) and on the disk.
    void original()
    {
        start();
        for (int n = 0; n < 8; ++n) {
            push(n, n + 1, "ch1");
            push(n, n + 1, "ch2");
        }
        stop();
    }
    std::vector<std::string> damaged_files() const
    {
        std::vector<std::string> names;
        for (const auto& [name, content] : dir_.files())
            if (name.find(".damaged") != std::string::npos)
                names.push_back(name);
        return names;
    }

    TempDir dir_;
    std::unique_ptr<StorageRun> run_;
};

TEST_F(Recovery, ACrashLosesMemoryOnly)
{
    start();
    push(0, 8);
    push(0, 5, "sub@other");
    crash();
    const CapturedLog log;
    start();
    EXPECT_THAT(log.of("warn"), Contains(HasSubstr("the last run did not end with a stop")));
    EXPECT_THAT(run_->names(), ElementsAre("ch", "sub@other"));
    EXPECT_THAT(drained("ch"), ElementsAreArray(numbered(3, 8)));
    EXPECT_THAT(drained("sub@other"), ElementsAreArray(numbered(3, 5)));
    EXPECT_THAT(damaged_files(), IsEmpty());
}

TEST_F(Recovery, AfterACommitDeliveredRecordsDoNotComeAgain)
{
    start();
    push(0, 20);
    for (int n = 0; n < 10; ++n)
        pop(run_->queue("ch"));
    (*run_)->commit();
    for (int n = 10; n < 14; ++n)
        pop(run_->queue("ch"));
    crash();
    start();
    const Payloads again = drained("ch");
    ASSERT_THAT(again, Not(IsEmpty()));
    EXPECT_LE(again.front(), numbered(10));
    EXPECT_GE(again.front(), numbered(7)) << "what was read in the same batch may come again";
    const int first = std::stoi(again.front().substr(1));
    EXPECT_THAT(again, ElementsAreArray(numbered(first, 20)));
}

TEST_F(Recovery, RecordsReadBackButNotDeliveredAreNotLost)
{
    start();
    push(0, 7);
    for (int n = 0; n < 3; ++n)
        pop(run_->queue("ch"));
    const LeasedRun lent = run_->queue("ch").lease(0); // 3 lent, 4 and 5 in memory, 6 on the disk
    EXPECT_THAT(payloads(lent), ElementsAre(numbered(3)));
    (*run_)->commit();
    crash();
    start();
    EXPECT_THAT(drained("ch"), ElementsAreArray(numbered(3, 7)));
}

TEST_F(Recovery, NamesSurviveRenamesAndRemovals)
{
    start();
    push(0, 5);
    push(0, 5, "gone");
    push(0, 5, "again");
    (*run_)->commit();
    run_->rename("ch", "sub@ch");
    run_->remove("gone");
    run_->remove("again");
    push(10, 15, "again");
    crash();
    start();
    EXPECT_THAT(run_->names(), ElementsAre("again", "sub@ch"));
    EXPECT_THAT(drained("sub@ch"), ElementsAreArray(numbered(3, 5)));
    EXPECT_THAT(drained("again"), ElementsAreArray(numbered(13, 15)));
}

TEST_F(Recovery, WhatWasRemovedStaysRemovedThroughCommitsAndCrashes)
{
    start();
    push(0, 8, "gone");
    push(0, 8);
    push(0, 8, "last");
    run_->remove("gone");
    run_->remove("last");
    (*run_)->commit();
    for (int round = 0; round < 3; ++round) {
        crash();
        start();
        EXPECT_THAT(run_->names(), ElementsAre("ch")) << round;
        (*run_)->commit();
    }
}

TEST_F(Recovery, WhatACleanIndexDoesNotListStaysDeadAfterACrash)
{
    start();
    push(0, 8);
    push(0, 8, "other"); // has a higher channel number
    EXPECT_EQ(drained("other"), numbered(0, 8));
    stop();
    start();
    crash();
    start();
    EXPECT_THAT(run_->names(), ElementsAre("ch"));
}

TEST_F(Recovery, SurvivesCrashesInARow)
{
    start();
    push(0, 8);
    crash();
    for (int round = 0; round < 3; ++round) {
        start();
        push(8 + round, 9 + round);
        crash();
    }
    start();
    EXPECT_THAT(drained("ch"), ElementsAreArray(numbered(3, 11)));
}

TEST_F(Recovery, AnIncompleteRecordAtTheEndIsCutOff)
{
    start();
    push(0, 6);
    push(6, 7, "ch");
    crash();
    const std::string whole = data();
    for (std::size_t size = whole.size() - footprint + 1; size < whole.size(); ++size) {
        const auto files = dir_.files();
        std::filesystem::resize_file(dir_.path("overflow.dat"), size);
        start();
        EXPECT_EQ(run_->queue("ch").usage().overflow_records, 3U) << size;
        EXPECT_EQ(data().size(), whole.size() - footprint);
        crash();
        EXPECT_THAT(damaged_files(), IsEmpty()) << "a crash is no damage";
        for (const auto& [name, content] : files)
            dir_.write(name, content);
    }
}

TEST_F(Recovery, ZerosAtTheEndAreCutOff)
{
    start();
    push(0, 6);
    crash();
    std::filesystem::resize_file(dir_.path("overflow.dat"), 100000);
    start();
    push(6, 8);
    stop();
    start();
    EXPECT_THAT(drained("ch"), ElementsAreArray(numbered(3, 8)));
}

TEST_F(Recovery, ALinkThatWasNotWrittenIsFoundByTheOrderInTheFile)
{
    start();
    push(0, 6);
    crash();
    std::string file = data();
    const auto unlinked = overflow::encode({1, 0, 5});
    file.replace(8, unlinked.size(), text_of(unlinked));
    dir_.write("overflow.dat", file);
    start();
    EXPECT_THAT(run_->queue("ch").usage().overflow_records, 3U);
    stop();
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(3, 6))));
}

TEST_F(Recovery, ADumpThatWasSavedBeforeTheKillCountsAsDelivery)
{
    start();
    push(0, 10);
    for (int n = 0; n < 4; ++n)
        pop(run_->queue("ch")); // memory: 4 and 5, read back
    // killed after the dump, when the overflow's index is written
    run_->ops.fault = [](std::string_view call, const std::string& path) {
        return call == "open" && path.find(".ofchannels") != std::string::npos ? EIO : 0;
    };
    EXPECT_FALSE((*run_)->shutdown());
    crash();
    EXPECT_THAT(dir_.files(), Contains(Key("ch.rq")));
    start();
    EXPECT_THAT(drained("ch"), ElementsAreArray(numbered(4, 10)));
}

// -- the directories of the original, healthy and not (node-behaviour §8.6)

TEST_F(Recovery, TakesOverADirectoryOfTheOriginal)
{
    original();
    EXPECT_THAT(dir_.files(), Not(Contains(Key(".overflow-index")))) << "not at a clean stop";
    const CapturedLog log;
    start();
    EXPECT_THAT(log.of("warn"), IsEmpty());
    EXPECT_THAT(drained("ch1"), ElementsAreArray(numbered(0, 8)));
    EXPECT_THAT(drained("ch2"), ElementsAreArray(numbered(0, 8)));
}

TEST_F(Recovery, WithoutIndexTheRecordsComeInChannelsOfTheirOwn)
{
    original();
    for (const bool empty : {false, true}) {
        const auto files = dir_.files();
        if (empty)
            dir_.write("ofchannels.csv", "");
        else
            remove("ofchannels.csv");
        const CapturedLog log;
        start();
        EXPECT_THAT(run_->names(),
                    ElementsAre("ch1", "ch2", "recovered-overflow-1", "recovered-overflow-2"));
        EXPECT_THAT(log.of("error"),
                    Contains(HasSubstr("no index names the queue of channel number 1; its records "
                                       "are in channel recovered-overflow-1 now")));
        EXPECT_THAT(drained("recovered-overflow-2"), ElementsAreArray(numbered(3, 8)));
        stop();
        EXPECT_THAT(read_like_the_original(dir_),
                    Contains(Pair("recovered-overflow-1", numbered(3, 8))));
        for (const auto& [name, content] : files)
            dir_.write(name, content);
    }
}

TEST_F(Recovery, WithoutDataTheIndexIsSetAside)
{
    original();
    remove("overflow.dat");
    const CapturedLog log;
    start();
    EXPECT_THAT(log.of("error"),
                Contains(AllOf(HasSubstr("ofchannels.csv: lists 2 queues"), HasSubstr("missing"))));
    EXPECT_THAT(damaged_files(), ElementsAre("ofchannels.csv.damaged"));
    EXPECT_THAT(drained("ch1"), ElementsAreArray(numbered(0, 3)));
}

TEST_F(Recovery, OfATruncatedFileTheWholeRecordsAreRead)
{
    original();
    const std::string whole = data();
    dir_.write("overflow.dat", whole.substr(0, 8 + 3 * footprint + 10));
    start();
    EXPECT_THAT(drained("ch1"), ElementsAreArray(numbered(0, 5)));
    EXPECT_THAT(drained("ch2"), ElementsAreArray(numbered(0, 4)));
    EXPECT_THAT(damaged_files(), ElementsAre("ofchannels.csv.damaged", "overflow.dat.damaged"));
    EXPECT_EQ(dir_.files().at("overflow.dat.damaged"), whole.substr(8 + 3 * footprint, 10));
}

TEST_F(Recovery, AWrongFileIdCostsNothing)
{
    original();
    dir_.write("overflow.dat", "XXXXXXXX" + data().substr(8));
    const CapturedLog log;
    start();
    EXPECT_THAT(log.of("error"), Contains(HasSubstr("does not begin with QDSKOF01")));
    stop();
    EXPECT_THAT(read_like_the_original(dir_),
                ElementsAre(Pair("ch1", numbered(0, 8)), Pair("ch2", numbered(0, 8))));
}

TEST_F(Recovery, AnIndexOfGarbageIsSetAsideAndItsRecordsGetChannels)
{
    original();
    dir_.write("ofchannels.csv", "ch1 what is this\n\xff\xfe");
    start();
    EXPECT_THAT(drained("recovered-overflow-1"), ElementsAreArray(numbered(3, 8)));
    EXPECT_THAT(damaged_files(), ElementsAre("ofchannels.csv.damaged"));
}

TEST_F(Recovery, ALineThatIsRightIsBelievedBesideOnesThatAreNot)
{
    original();
    const std::string index = dir_.files().at("ofchannels.csv");
    dir_.write("ofchannels.csv", index.substr(0, index.find('\n') + 1) + "ch2 5 x\n");
    start();
    EXPECT_THAT(drained("ch1"), ElementsAreArray(numbered(0, 8)));
    EXPECT_THAT(drained("recovered-overflow-2"), ElementsAreArray(numbered(3, 8)));
}

TEST_F(Recovery, APushAfterTheOriginalsLastIndexIsFound)
{
    original();
    // the original was killed after it had pushed to ch1 and to a new channel
    std::string file = data();
    const auto index = overflow::parse_index(dir_.files().at("ofchannels.csv"));
    const auto last = index.lines.at(0).last;
    const auto linked = overflow::encode({1, file.size() - last, 5});
    file.replace(last, linked.size(), text_of(linked));
    file += std::string(text_of(overflow::encode({1, 0, 5}))) + numbered(8);
    file += std::string(text_of(overflow::encode({7, 0, 5}))) + numbered(9);
    dir_.write("overflow.dat", file);
    start();
    EXPECT_THAT(drained("ch1"), ElementsAreArray(numbered(0, 9)));
    EXPECT_THAT(drained("ch2"), ElementsAreArray(numbered(0, 8)));
    EXPECT_THAT(drained("recovered-overflow-7"), ElementsAre(numbered(9)));
}

TEST_F(Recovery, RecordsThatACleanIndexDoesNotListAreDead)
{
    start();
    push(0, 8);
    push(0, 8, "other");
    run_->remove("other");
    push(8, 9);
    stop();
    start();
    EXPECT_THAT(run_->names(), ElementsAre("ch"));
}

TEST_F(Recovery, AFileOfAnotherKindIsSetAside)
{
    std::string text = "this is not an overflow file, ";
    for (int i = 0; i < 10; ++i)
        text += text;
    dir_.write("overflow.dat", text);
    start();
    EXPECT_EQ(dir_.files().at("overflow.dat.damaged"), text);
    push(0, 8);
    stop();
    EXPECT_THAT(read_like_the_original(dir_), ElementsAre(Pair("ch", numbered(0, 8))));
}

TEST_F(Recovery, EmptyFilesOfTheOriginalAreNothing)
{
    dir_.write("overflow.dat", "");
    dir_.write("ofchannels.csv", "");
    const CapturedLog log;
    start();
    EXPECT_THAT(log.lines(), IsEmpty());
    stop();
    EXPECT_THAT(dir_.files(), IsEmpty());
}

// -- damage

TEST_F(Recovery, ADamagedHeaderCostsItsRecordWhereverItIs)
{
    original();
    const auto files = dir_.files();
    for (int record = 0; record < 10; ++record) {
        std::string file = files.at("overflow.dat");
        const std::size_t at = 8 + static_cast<std::size_t>(record) * footprint;
        file[at + 24] = static_cast<char>(file[at + 24] ^ 0x55);
        dir_.write("overflow.dat", file);
        start();
        Payloads ch1 = drained("ch1"), ch2 = drained("ch2");
        Payloads& hit = record % 2 == 0 ? ch1 : ch2;
        Payloads expected = numbered(0, 8);
        expected.erase(expected.begin() + 3 + record / 2);
        EXPECT_EQ(hit, expected) << record;
        EXPECT_EQ((record % 2 == 0 ? ch2 : ch1), numbered(0, 8)) << record;
        EXPECT_EQ(dir_.files().count("overflow.dat.damaged"), 1U) << record;
        EXPECT_EQ(dir_.files().at("overflow.dat.damaged"), file.substr(at, footprint)) << record;
        crash();
        for (const auto& name : damaged_files())
            remove(name);
        remove(".overflow-index");
        for (const auto& [name, content] : files)
            dir_.write(name, content);
    }
}

TEST_F(Recovery, DamageFoundWhileRunningDoesNotStopTheQueue)
{
    original();
    start();
    std::string file = data();
    file.replace(8 + 2 * footprint, footprint, std::string(footprint, '\x7f'));
    dir_.write("overflow.dat", file);
    const CapturedLog log;
    EXPECT_THAT(drained("ch1"),
                ElementsAre(numbered(0), numbered(1), numbered(2), numbered(3), numbered(5),
                            numbered(6), numbered(7)));
    EXPECT_THAT(log.of("error"),
                Contains(HasSubstr("queue ch1: 1 records of the overflow are "
                                   "lost")));
    EXPECT_EQ(drained("ch2"), numbered(0, 8));
    push(8, 16, "ch1");
    EXPECT_EQ(drained("ch1"), numbered(8, 16));
}

TEST_F(Recovery, DamageIsRepairedOnDiskSoThatTheOriginalCanGoOn)
{
    original();
    std::string file = data();
    file[8 + 2 * footprint] = '\x7f';
    dir_.write("overflow.dat", file);
    remove("ofchannels.csv");
    start();
    stop();
    EXPECT_THAT(read_like_the_original(dir_).at("recovered-overflow-1"), SizeIs(4));
    start();
    EXPECT_THAT(damaged_files(), SizeIs(1)) << "not again";
    EXPECT_THAT(drained("recovered-overflow-1"), SizeIs(4));
}

TEST_F(Recovery, AFailedStartLeavesADamagedDirectoryAsItIs)
{
    original();
    std::string file = data();
    file[8 + 2 * footprint] = '\x7f';
    dir_.write("overflow.dat", file);
    dir_.write("ofchannels.csv", "nonsense");
    const auto before = dir_.files();
    {
        const StorageRun failed(dir_, three);
    }
    EXPECT_EQ(dir_.files(), before);
}

TEST_F(Recovery, WrongCountsInTheIndexAreNoticedWhenTheChainEnds)
{
    original();
    std::string index = dir_.files().at("ofchannels.csv");
    for (const char* const line : {"ch1 9 45 8 304\n", "ch1 2 1 8 304\n"}) {
        const auto files = dir_.files();
        dir_.write("ofchannels.csv", line + index.substr(index.find('\n') + 1));
        start();
        EXPECT_THAT(drained("ch1"), ElementsAreArray(numbered(0, 8)));
        EXPECT_EQ(run_->queue("ch1").usage().records(), 0U);
        EXPECT_THAT(drained("ch2"), ElementsAreArray(numbered(0, 8)));
        stop();
        EXPECT_THAT(dir_.files(), IsEmpty());
        for (const auto& [name, content] : files)
            dir_.write(name, content);
    }
}

} // namespace
} // namespace dmq::ring::test
