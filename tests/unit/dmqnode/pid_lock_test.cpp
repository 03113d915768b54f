// SPDX-License-Identifier: BSL-1.0
// The PID file, with other processes that want it.
#include "pid_lock.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// What `work` returns in a child process.
std::string in_child(const std::function<std::string()>& work)
{
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    const auto child = ::fork();
    if (child == 0) {
        const auto result = work();
        ::_exit(::write(ends[1], result.data(), result.size()) < 0 ? 1 : 0);
    }
    write_end.reset();
    std::string result;
    char piece[512];
    for (ssize_t size = 0; (size = ::read(read_end.get(), piece, sizeof piece)) > 0;)
        result.append(piece, static_cast<std::size_t>(size));
    int status = -1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    return result;
}

std::string lock_error(const std::string& path)
{
    try {
        const PidLock lock(path);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "(locked)";
}

TEST(PidLock, WritesTheProcessAndDeletesTheFileAtTheEnd)
{
    const TempDir dir;
    {
        const PidLock lock(dir / "a.pid");
        EXPECT_EQ(dir.read("a.pid"), std::to_string(::getpid()) + '\n');
    }
    EXPECT_FALSE(dir.has("a.pid"));
}

TEST(PidLock, KeepsAnotherProcessOutAndSaysWhoHasIt)
{
    const TempDir dir;
    const PidLock lock(dir / "a.pid");
    const auto error = in_child([&] { return lock_error(dir / "a.pid"); });
    EXPECT_THAT(error,
                AllOf(HasSubstr(dir / "a.pid"),
                      HasSubstr("locked by process " + std::to_string(::getpid()))));
    EXPECT_EQ(dir.read("a.pid"), std::to_string(::getpid()) + '\n');
}

TEST(PidLock, IsFreeAgainAfterwards)
{
    const TempDir dir;
    std::optional<PidLock> lock(dir / "a.pid");
    lock.reset();
    EXPECT_EQ(in_child([&] { return lock_error(dir / "a.pid"); }), "(locked)");
}

TEST(PidLock, TakesOverAStaleFile)
{
    const TempDir dir;
    dir.write("a.pid", "12345678901234567890\n");
    const PidLock lock(dir / "a.pid");
    EXPECT_EQ(dir.read("a.pid"), std::to_string(::getpid()) + '\n');
}

TEST(PidLock, IsNotDeletedByAForkedChild)
{
    const TempDir dir;
    std::optional<PidLock> lock(dir / "a.pid");
    in_child([&] {
        lock.reset();
        return std::string();
    });
    EXPECT_TRUE(dir.has("a.pid"));
}

TEST(PidLock, SaysWhyTheFileCannotBeOpened)
{
    const TempDir dir;
    EXPECT_THAT(lock_error(dir / "none/a.pid"),
                AllOf(HasSubstr(dir / "none/a.pid"), HasSubstr("No such file or directory")));
    EXPECT_THAT(lock_error(dir / ""), HasSubstr("Is a directory"));
}

} // namespace
} // namespace dmq::node_app
