// SPDX-License-Identifier: BSL-1.0
// dmq inspect, on files made by hand as the specification has them.
#include <dmq/protocol/dump_format.hpp>
#include <dmq/protocol/overflow_format.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <unit/tools/harness.hpp>

namespace dmq::cli {
namespace {

using namespace dmq::test;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string record(std::string_view payload)
{
    const std::uint64_t length = payload.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length).append(payload);
}

std::string dump(std::uint32_t count, const std::string& records)
{
    return std::string(text_of(encode(DumpHeader{count, records.size()}))) + records;
}

std::string on_disk(std::uint32_t channel, std::uint64_t next, std::string_view payload)
{
    return std::string(text_of(overflow::encode({channel, next, payload.size()}))).append(payload);
}

/// ch1: "one", "three" at 8 and 78; sub@ch2: "two" at 43.
std::string data()
{
    return "QDSKOF01" + on_disk(1, 70, "one") + on_disk(2, 0, "two") + on_disk(1, 0, "three");
}

constexpr const char* index_text = "ch1 2 8 8 78\nsub@ch2 1 3 43 43\n";

class Inspect : public testing::Test {
protected:
    std::string write(const std::string& name, std::string_view content)
    {
        return directory_.write(name, content);
    }
    std::map<std::string, std::string> files() const
    {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
            std::ifstream in(entry.path(), std::ios::binary);
            files[entry.path()] = std::string(std::istreambuf_iterator<char>(in), {});
        }
        return files;
    }
    /// dmq inspect; nothing may have changed afterwards.
    Result inspect(const std::string& path, const std::vector<std::string>& options = {})
    {
        const auto before = files();
        std::vector<std::string> arguments{"inspect", path};
        arguments.insert(arguments.end(), options.begin(), options.end());
        Result result = run(arguments);
        EXPECT_EQ(files(), before);
        return result;
    }
    std::string path() const { return directory_.path(); }

    TemporaryDirectory directory_;
};

TEST_F(Inspect, ShowsAHealthyDirectory)
{
    write("ch1.rq", dump(2, record("a") + record("bc")));
    write("overflow.dat", data());
    write("ofchannels.csv", index_text);
    write(".subscribers", "@ch2\nsub@ch2\n");
    write("notes.txt", "mine");
    const Result result = inspect(path());
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(result.code, 0) << result.out;
    const std::string at = path();
    EXPECT_EQ(result.out,
              at + "/.subscribers: 2 subscribers\n  @ch2\n  sub@ch2\n" + //
                  at + "/ch1.rq: dump of queue ch1: 2 records, 19 bytes\n" + //
                  at + "/notes.txt: not looked at: neither a dump nor a file of the overflow\n" +
                  at + "/ofchannels.csv: index of the overflow: 2 queues\n" + //
                  at + "/overflow.dat: data of the overflow: 115 bytes, 3 records that wait\n" +
                  "  queue ch1, channel number 1: 2 records, 8 bytes, first at 8, last at 78\n"
                  "  queue sub@ch2, channel number 2: 1 records, 3 bytes, first at 43, last at "
                  "43\n");
}

TEST_F(Inspect, ListsRecords)
{
    const auto file = write("ch1.rq", dump(2, record("a\n") + record(std::string(50, 'x'))));
    EXPECT_EQ(inspect(file, {"--records"}).out,
              file + ": dump of queue ch1: 2 records, 68 bytes\n" +
                  "  at 12: 2 bytes: \"a\\u000a\"\n" //
                  "  at 22: 50 bytes: \"" +
                  std::string(40, 'x') + "\"...\n");
    const auto overflow = write("overflow.dat", data());
    write("ofchannels.csv", index_text);
    EXPECT_THAT(inspect(overflow, {"--records"}).out,
                AllOf(HasSubstr("  channel number 1, next 70, at 8: 3 bytes: \"one\"\n"),
                      HasSubstr("  channel number 2, next 0, at 43: 3 bytes: \"two\"\n")));
}

TEST_F(Inspect, TellsDamageAndTheExitCodeAsWell)
{
    const std::string whole = dump(2, record("a") + record("bc"));
    const std::pair<std::string, const char*> dumps[] = {
        {"", "at 0: the header of 12 bytes is incomplete"},
        {whole.substr(0, 25), "at 21: the file ends after 13 of 19 bytes"},
        {dump(3, record("a")), "at 0: the header announces 3 records, but 1 follow"}};
    for (const auto& [content, message] : dumps) {
        const auto file = write("ch1.rq", content);
        const Result result = inspect(file);
        EXPECT_EQ(result.code, 1);
        EXPECT_THAT(result.out, HasSubstr(file + ": DAMAGED: " + message));
    }
    write("ch1.rq", whole + "trailing");
    EXPECT_EQ(inspect(path()).code, 0);
    EXPECT_THAT(inspect(path()).out, HasSubstr("8 bytes behind the records are not used"));
}

TEST_F(Inspect, TellsDamageOfTheOverflow)
{
    struct Case {
        std::string content;
        const char* index;
        const char* message;
    };
    std::string parity = data(), id = data(), link = data();
    parity[43] = 7;
    id[0] = 'X';
    link.replace(8, 32, text_of(overflow::encode({1, 35, 3})));
    const Case cases[] = {
        {parity, index_text, "at 43: a header with wrong parity; 35 bytes are no records"},
        {id, index_text, "does not begin with QDSKOF01"},
        {link, index_text, "at 8: the next record of queue ch1 is 70 bytes on, not 35"},
        {data() + "rest", index_text, "at 115: a header is incomplete; 4 bytes are no records"},
        {data(), "ch1 3 8 8 78\nsub@ch2 1 3 43 43\n", "the index says of queue ch1: 3 records"},
        {data(), "", "the index does not list queue of unknown name (1)"},
        {"", index_text, "the index lists ch1, but the file is empty"},
        {data(), "ch1 2 8 8 78\nnonsense\n", "line 2: expected 5 words, there are 1"},
    };
    for (const Case& each : cases) {
        write("overflow.dat", each.content);
        write("ofchannels.csv", each.index);
        const Result result = inspect(path());
        EXPECT_EQ(result.code, 1) << each.message;
        EXPECT_THAT(result.out, HasSubstr(std::string(": DAMAGED: ") + each.message));
    }
}

TEST_F(Inspect, AfterACrashOurOwnIndexNamesTheQueues)
{
    write("overflow.dat", data());
    write(".overflow-index", "dmqnode overflow index 1\n1 ch1 78 78\n3 gone 8 8\n3 ! 0 0\n");
    const Result result = inspect(path());
    EXPECT_EQ(result.code, 0) << result.out;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("2 channel numbers; the node runs, or did not end with a stop"),
                      HasSubstr("queue ch1, channel number 1: 1 records, 5 bytes, first at 78"),
                      Not(HasSubstr("channel number 2:"))));
}

TEST_F(Inspect, TellsAHeadThatWasCutOff)
{
    const auto preface = overflow::encode_preface(16, 3 << 20);
    write("overflow.dat", std::string(text_of(preface)) + on_disk(5, 0, "x"));
    write("ofchannels.csv", "ch1 1 1 56 56\n");
    const Result result = inspect(path());
    EXPECT_EQ(result.code, 0) << result.out;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("3145728 bytes of delivered records were cut off"),
                      HasSubstr("queue ch1, channel number 5: 1 records")));
}

TEST_F(Inspect, TellsChannelsThatAreBothPlainAndSubscribed)
{
    write("ch1.rq", dump(1, record("a")));
    write("@ch1.rq", dump(1, record("a")));
    EXPECT_THAT(inspect(path()).out,
                HasSubstr("/@ch1.rq: DAMAGED: the channel has a queue without subscriber as well"));
}

TEST_F(Inspect, AFileThatCannotBeReadIsAnError)
{
    const Result result = run({"inspect", path() + "/none"});
    EXPECT_EQ(result.code, 5);
    EXPECT_EQ(result.err,
              "dmq inspect: cannot open " + path() +
                  "/none: no such file or "
                  "directory\n");
    EXPECT_EQ(run({"inspect"}).code, 2);
}

} // namespace
} // namespace dmq::cli
