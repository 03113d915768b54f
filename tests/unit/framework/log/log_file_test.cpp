// SPDX-License-Identifier: BSL-1.0
// A log file that is rotated, buffered, or on a full disk.
#include "log/log_file.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <sys/resource.h>

namespace dmq::log {
namespace {

class LogFileTest : public testing::Test {
protected:
    std::string content(const std::string& name = "log") const { return directory_.read(name); }

    const test::TempDir directory_;
    const std::string path_ = directory_ / "log";
};

/// While it lives, files cannot grow beyond the size: what a full disk does, for this process.
class FullDisk {
public:
    explicit FullDisk(rlim_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{size, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(LogFileTest, AppendsToWhatIsThere)
{
    directory_.write("log", "old\n");
    LogFile file(path_, 0);
    file.write("new");
    EXPECT_EQ(content(), "old\nnew\n");
}

TEST_F(LogFileTest, GathersUpToTheSizeOfItsBuffer)
{
    LogFile file(path_, 10);
    file.write("1234");
    EXPECT_EQ(content(), "");
    file.write("56789");
    EXPECT_EQ(content(), "1234\n56789\n");
    file.write("x");
    file.flush();
    EXPECT_EQ(content(), "1234\n56789\nx\n");
}

TEST_F(LogFileTest, WritesWhatItHasWhenItIsReopenedOrClosed)
{
    {
        LogFile file(path_, 1000);
        file.write("one");
        std::filesystem::rename(path_, path_ + ".1");
        file.reopen();
        file.write("two");
    }
    EXPECT_EQ(content("log.1"), "one\n");
    EXPECT_EQ(content(), "two\n");
}

TEST_F(LogFileTest, AFullDiskCostsTheLinesThatDoNotFitAndSaysHowMany)
{
    LogFile file(path_, 0);
    file.write("fits");
    {
        const FullDisk disk(8);
        file.write("does not");
        file.write("nor this");
    }
    file.write("again");
    EXPECT_EQ(content(), "fits\ndoe\n2 lines could not be written here\nagain\n");
}

TEST_F(LogFileTest, WithoutItsDirectoryLinesAreLostUntilItCanBeOpened)
{
    std::filesystem::create_directory(directory_.path() / "d");
    LogFile file(directory_ / "d/log", 0);
    std::filesystem::remove_all(directory_.path() / "d");
    EXPECT_THROW(file.reopen(), std::runtime_error);
    file.write("lost");
    std::filesystem::create_directory(directory_.path() / "d");
    file.reopen();
    file.write("kept");
    EXPECT_EQ(content("d/log"), "1 line could not be written here\nkept\n");
}

} // namespace
} // namespace dmq::log
