// SPDX-License-Identifier: BSL-1.0
// Damaged dumps: what is loaded, what is said, and that the file is kept.
#include "captured_log.hpp"
#include "storage/ring/ring_channels.hpp"
#include "support.hpp"

#include <gmock/gmock.h>

namespace dmq::ring::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Damage {
    const char* name;
    std::string content;
    Payloads readable;
    const char* message;
};

std::string counting_bytes()
{
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes.push_back(static_cast<char>(i));
    return bytes;
}

class DamagedDump : public testing::TestWithParam<Damage> { };

TEST_P(DamagedDump, LoadsWhatIsReadableAndKeepsTheFile)
{
    const Damage& damage = GetParam();
    const TempDir dir;
    dir.write("ch.rq", damage.content);
    const CapturedLog log;
    RingChannels channels(dir.settings());
    Payloads names;
    channels.restore([&](std::string_view name) { names.emplace_back(name); });
    EXPECT_THAT(names, ElementsAre("ch"));
    const auto engine = channels.open("ch", 1000);

    EXPECT_THAT(log.of("error"), ElementsAre(HasSubstr(damage.message)));
    EXPECT_THAT(log.of("error")[0], HasSubstr(dir.path("ch.rq") + ": damaged at offset "));
    EXPECT_THAT(dir.files(), ElementsAre(Pair("ch.rq", damage.content)));
    channels.started();
    EXPECT_THAT(dir.files(), ElementsAre(Pair("ch.rq.damaged", damage.content)));
    EXPECT_EQ(drain(*engine), damage.readable);
    EXPECT_TRUE(channels.shutdown());
    EXPECT_THAT(dir.files(), ElementsAre(Pair("ch.rq.damaged", damage.content)));
}

const std::uint64_t absurd = std::uint64_t{1} << 60;

INSTANTIATE_TEST_SUITE_P(
    Table, DamagedDump,
    testing::Values(
        Damage{"empty_file", "", {}, "offset 0: the header of 12 bytes is incomplete"},
        Damage{"half_header", dump({"a"}).substr(0, 7), {}, "offset 7: the header"},
        Damage{"truncated",
               dump({"ab", "cd"}).substr(0, 25),
               {"ab"},
               "offset 22: the file ends after 13 of 20 bytes"},
        Damage{"garbage", counting_bytes(), {}, "offset 12: the file ends after 244 of "},
        Damage{"absurd_size",
               dump(2, absurd, wire({"ab", "cd"})),
               {"ab", "cd"},
               "offset 32: the file ends after 20 of 1152921504606846976 bytes"},
        Damage{"largest_size",
               dump(1, ~std::uint64_t{0}, wire({"ab"})),
               {"ab"},
               "offset 22: the file ends after 10 of "},
        Damage{"absurd_length",
               dump(2, 26, wire({"ab"}) + little_endian(absurd) + "12345678"),
               {"ab"},
               "offset 22: a record reaches beyond the end"},
        Damage{"largest_length",
               dump(2, 26, wire({"ab"}) + little_endian(~std::uint64_t{0}) + "12345678"),
               {"ab"},
               "offset 22: a record reaches beyond the end"},
        Damage{"rest_of_a_header",
               dump(1, 13, wire({"ab"}) + "123"),
               {"ab"},
               "offset 22: a record reaches beyond the end"},
        Damage{"too_many_announced",
               dump(3, 20, wire({"ab", "cd"})),
               {"ab", "cd"},
               "offset 0: the header announces 3 records, but 2 follow"},
        Damage{"too_few_announced",
               dump(1, 20, wire({"ab", "cd"})),
               {"ab", "cd"},
               "offset 0: the header announces 1 records, but 2 follow"},
        Damage{"none_announced",
               dump(0, 10, wire({"ab"})),
               {"ab"},
               "offset 0: the header announces 0 records, but 1 follow"}),
    [](const auto& instance) { return instance.param.name; });

class KeptAside : public testing::Test {
protected:
    void open()
    {
        channels_.restore([](std::string_view) {});
        engine_ = channels_.open("ch", 1000);
    }

    TempDir dir_;
    const std::string damaged_ = dump({"ab", "cd"}).substr(0, 30);
    RingChannels channels_{dir_.settings()};
    std::unique_ptr<IStorageEngine> engine_;
};

TEST_F(KeptAside, UnderANameThatIsFree)
{
    dir_.write("ch.rq", damaged_);
    dir_.write("ch.rq.damaged", "first");
    dir_.write("ch.rq.damaged.1", "second");
    open();
    channels_.started();
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair("ch.rq.damaged", "first"), Pair("ch.rq.damaged.1", "second"),
                            Pair("ch.rq.damaged.2", damaged_)));
}

TEST_F(KeptAside, AlsoAfterARename)
{
    dir_.write("ch.rq", damaged_);
    open();
    engine_->rename("sub@ch");
    channels_.started();
    EXPECT_TRUE(channels_.shutdown());
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair(".subscribers", "sub@ch\n"), Pair("ch.rq.damaged", damaged_),
                            Pair("sub@ch.rq", dump({"ab"}))));
}

TEST_F(KeptAside, NotTouchedIfTheNodeNeverServed)
{
    dir_.write("ch.rq", damaged_);
    open();
    EXPECT_TRUE(channels_.shutdown());
    EXPECT_THAT(dir_.files(), ElementsAre(Pair("ch.rq", damaged_)));
}

TEST_F(KeptAside, BeforeItIsReplacedIfTheNodeNeverServed)
{
    dir_.write("ch.rq", damaged_);
    open();
    push(*engine_, "new");
    EXPECT_TRUE(channels_.shutdown());
    EXPECT_THAT(dir_.files(),
                ElementsAre(Pair("ch.rq", dump({"ab", "new"})), Pair("ch.rq.damaged", damaged_)));
}

} // namespace
} // namespace dmq::ring::test
