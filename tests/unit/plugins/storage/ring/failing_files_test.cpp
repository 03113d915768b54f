// SPDX-License-Identifier: BSL-1.0
// Each call of the file layer fails once: at the start, at started(), at shutdown.
#include "captured_log.hpp"
#include "faulty_file_ops.hpp"
#include "storage/ring/ring_channels.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

#include <system_error>

namespace dmq::ring::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class FailingFiles : public testing::Test {
protected:
    void restore()
    {
        channels_.restore([](std::string_view) {});
    }
    /// From now on the n-th call (from 0) of this name fails with EIO.
    void fail(std::string call, int nth)
    {
        ops_.fault = [call, nth](std::string_view name, const std::string&) mutable {
            return name == call && nth-- == 0 ? EIO : 0;
        };
    }
    std::string open_error(std::string_view name)
    {
        try {
            channels_.open(name, 1000);
        } catch (const std::exception& e) {
            return e.what();
        }
        return "none";
    }

    TempDir dir_;
    FaultyFileOps ops_;
    RingChannels channels_{dir_.settings(), ops_};
};

struct Fault {
    const char* call;
    const char* action;
};

class FailingSave : public FailingFiles, public testing::WithParamInterface<Fault> { };

TEST_P(FailingSave, DoesNotStopTheOthers)
{
    restore();
    const auto a = channels_.open("a", 1000), b = channels_.open("b", 1000),
               c = channels_.open("c", 1000);
    channels_.started();
    for (auto* engine : {a.get(), b.get(), c.get()})
        push(*engine, "record");
    fail(GetParam().call, 1); // that of b
    const CapturedLog log;
    EXPECT_FALSE(channels_.shutdown());
    EXPECT_THAT(
        log.of("error"),
        ElementsAre(AllOf(HasSubstr("queue 'b': 1 records not saved"), HasSubstr(GetParam().action),
                          HasSubstr(dir_.path(".b.rq.tmp")), HasSubstr("Input/output error"))));
    const std::string saved = dump({"record"});
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("a.rq", saved), Pair("c.rq", saved)));

    ops_.fault = nullptr;
    EXPECT_TRUE(channels_.shutdown());
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair("a.rq", saved), Pair("b.rq", saved), Pair("c.rq", saved)));
}

INSTANTIATE_TEST_SUITE_P(Calls, FailingSave,
                         testing::Values(Fault{"open", "cannot open"},
                                         Fault{"writev", "cannot write"},
                                         Fault{"fsync", "cannot sync"},
                                         Fault{"rename", "cannot rename"}),
                         [](const auto& instance) { return instance.param.call; });

TEST_F(FailingFiles, AFullDiskInTheMiddleOfAFileLeavesTheOldOne)
{
    dir_.write("ch.rq", dump({"old"}));
    restore();
    const auto engine = channels_.open("ch", 1000);
    push(*engine, "new");
    ops_.at_most = 5;
    fail("writev", 3);
    EXPECT_FALSE(channels_.shutdown());
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", dump({"old"}))));
}

TEST_F(FailingFiles, TheDirectoryThatCannotBeSyncedIsReported)
{
    const CapturedLog log;
    fail("fsync", 0);
    EXPECT_FALSE(channels_.shutdown());
    EXPECT_THAT(log.of("error"), ElementsAre(HasSubstr("cannot sync " + dir_.path())));
}

TEST_F(FailingFiles, DeletionThatFailsAtTheStartIsRepeatedAtShutdown)
{
    dir_.write("ch.rq", dump({"a"}));
    restore();
    const auto engine = channels_.open("ch", 1000);
    fail("unlink", 0);
    const CapturedLog log;
    channels_.started();
    EXPECT_THAT(log.of("error"),
                Contains(AllOf(HasSubstr("cannot delete " + dir_.path("ch.rq")),
                               HasSubstr("Input/output error"))));
    EXPECT_EQ(dir_.files().size(), 1U);
    EXPECT_EQ(pop(*engine), "a");
    EXPECT_TRUE(channels_.shutdown());
    EXPECT_THAT(dir_.files(), IsEmpty());
}

TEST_F(FailingFiles, DeletionThatFailsAtShutdownIsReported)
{
    restore();
    const auto engine = channels_.open("ch", 1000);
    channels_.started();
    dir_.write("ch.rq", dump({"old"}));
    fail("unlink", 0);
    const CapturedLog log;
    EXPECT_FALSE(channels_.shutdown());
    EXPECT_THAT(log.of("error"), ElementsAre(HasSubstr("cannot delete " + dir_.path("ch.rq"))));
}

TEST_F(FailingFiles, ADamagedFileThatCannotBeRenamedIsNotOverwritten)
{
    const std::string damaged = dump({"a", "b"}).substr(0, 25);
    dir_.write("ch.rq", damaged);
    restore();
    const auto engine = channels_.open("ch", 1000);
    ops_.fault = [](std::string_view call, const std::string&) {
        return call == "rename" ? EACCES : 0;
    };
    channels_.started();
    const CapturedLog log;
    EXPECT_FALSE(channels_.shutdown());
    EXPECT_THAT(log.of("error"), Contains(HasSubstr("Permission denied")));
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", damaged)));
}

TEST_F(FailingFiles, ADirectoryThatCannotBeListedIsAnError)
{
    fail("list", 0);
    EXPECT_THROW(restore(), std::system_error);
}

TEST_F(FailingFiles, ADumpThatCannotBeReadIsAnErrorAndStays)
{
    dir_.write("ch.rq", dump({"a"}));
    restore();
    for (const auto& [call, nth, action] :
         {std::tuple{"open", 0, "cannot open "}, std::tuple{"size", 0, "cannot look at "},
          std::tuple{"read", 0, "cannot read "}, std::tuple{"read", 1, "cannot read "}}) {
        fail(call, nth);
        EXPECT_EQ(open_error("ch"),
                  "queue 'ch': " + std::string(action) + dir_.path("ch.rq") +
                      ": Input/output error");
    }
    channels_.started();
    EXPECT_TRUE(channels_.shutdown());
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", dump({"a"}))));
    EXPECT_EQ(ops_.calls.count("close"), ops_.calls.count("open") - 1) << "one open failed";
}

} // namespace
} // namespace dmq::ring::test
