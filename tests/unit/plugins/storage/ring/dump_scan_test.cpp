// SPDX-License-Identifier: BSL-1.0
// Which files are dumps (node-behaviour §7.3), and what is said about the others.
#include "captured_log.hpp"
#include "storage/ring/dump_scan.hpp"
#include "storage/ring/ring_channels.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace dmq::ring::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Payloads restored(const TempDir& dir)
{
    RingChannels channels(dir.settings());
    Payloads names;
    channels.restore([&](std::string_view name) { names.emplace_back(name); });
    return names;
}

TEST(Scan, VisitsAllDumpsAndChangesNothing)
{
    const TempDir dir;
    for (const auto* name : {"ch1.rq", "@ch2.rq", "x@ch2.rq", "y@ch3.rq"})
        dir.write(name, dump({"a"}));
    const auto before = dir.files();
    EXPECT_THAT(restored(dir), ElementsAre("@ch2", "ch1", "x@ch2", "y@ch3"));
    EXPECT_EQ(dir.files(), before);
}

struct Ignored {
    const char* file;
    const char* level; // null: silently
    const char* why;
};

class IgnoredEntry : public testing::TestWithParam<Ignored> { };

TEST_P(IgnoredEntry, IsKeptAndLogged)
{
    const TempDir dir;
    dir.write(GetParam().file, dump({"a"}));
    const auto before = dir.files();
    const CapturedLog log;
    RingChannels channels(dir.settings());
    channels.restore([](std::string_view name) { ADD_FAILURE() << name; });
    if (GetParam().level == nullptr)
        EXPECT_THAT(log.lines(), IsEmpty());
    else
        EXPECT_THAT(log.lines(),
                    ElementsAre(AllOf(HasSubstr(std::string(GetParam().level) + " " +
                                                dir.path(GetParam().file) + ": ignored"),
                                      HasSubstr(GetParam().why))));
    channels.started();
    EXPECT_TRUE(channels.shutdown());
    EXPECT_EQ(dir.files(), before);
}

INSTANTIATE_TEST_SUITE_P(Table, IgnoredEntry,
                         testing::Values(Ignored{".rq", nullptr, ""},
                                         Ignored{".ch.rq", nullptr, ""},
                                         Ignored{"mine.dat", nullptr, ""},
                                         Ignored{"mine.csv", nullptr, ""},
                                         Ignored{"foo.txt", "warn", "does not end in .rq"},
                                         Ignored{"bar.rq.tmp", "warn", "does not end in .rq"},
                                         Ignored{"none", "warn", "does not end in .rq"},
                                         Ignored{"ch.rq.damaged", "warn", "does not end in .rq"},
                                         Ignored{"sp ace.rq", "error", "not that of a queue"},
                                         Ignored{"a.b.rq", "error", "not that of a queue"},
                                         Ignored{"@.rq", "error", "not that of a queue"},
                                         Ignored{"a@b@c.rq", "error", "not that of a queue"}));

TEST(Scan, ATemporaryFileOfACrashIsDeletedWhenTheNodeServes)
{
    const TempDir dir;
    dir.write(".ch.rq.tmp", "half a dump");
    RingChannels channels(dir.settings());
    channels.restore([](std::string_view name) { ADD_FAILURE() << name; });
    EXPECT_FALSE(dir.files().empty());
    channels.started();
    EXPECT_TRUE(dir.files().empty());
}

TEST(Scan, DirectoriesAndStrangersAreIgnoredWithAWarning)
{
    const TempDir dir;
    std::filesystem::create_directory(dir.path("sub.rq"));
    std::filesystem::create_symlink("nowhere", dir.path("dangling.rq"));
    const CapturedLog log;
    EXPECT_THAT(restored(dir), IsEmpty());
    EXPECT_THAT(log.lines(),
                ElementsAre(HasSubstr("dangling.rq: ignored, it is not a regular"),
                            HasSubstr("sub.rq: ignored, it is a directory")));
    EXPECT_THAT(log.of("warn"), testing::SizeIs(2));
}

TEST(Scan, AChannelWithAndWithoutSubscribersIsAnErrorThatNamesBothFiles)
{
    for (const auto* other : {"@ch.rq", "x@ch.rq"}) {
        const TempDir dir;
        dir.write("ch.rq", dump({"a"}));
        dir.write(other, dump({"b"}));
        dir.write("ch2.rq", dump({"b"}));
        try {
            restored(dir);
            ADD_FAILURE() << other;
        } catch (const std::runtime_error& e) {
            EXPECT_THAT(e.what(), AllOf(HasSubstr(dir.path("ch.rq")), HasSubstr(dir.path(other))));
        }
    }
}

TEST(Scan, AMissingDirectoryIsAnErrorThatNamesIt)
{
    StorageSettings settings;
    settings.data_dir = TempDir().path();
    RingChannels channels(settings);
    try {
        channels.restore([](std::string_view) {});
        FAIL();
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(),
                    AllOf(HasSubstr("cannot list " + settings.data_dir),
                          HasSubstr("No such file or directory")));
    }
}

TEST(Options, AreRefused)
{
    StorageSettings settings;
    settings.options["speed"] = "high";
    try {
        RingChannels channels(settings);
        FAIL();
    } catch (const std::invalid_argument& e) {
        EXPECT_THAT(e.what(), HasSubstr("[Plugin.ring] speed: unknown key"));
    }
}

} // namespace
} // namespace dmq::ring::test
