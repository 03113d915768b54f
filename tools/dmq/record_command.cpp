// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <output.hpp>
#include <record_command.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace dmq::cli {
namespace {

[[noreturn]] void fail(const std::string& what, int error)
{
    throw Failure(ExitCode::io, what + ": " + std::strerror(error));
}

/// A process group of its own, no blocked signals, `input` as standard input.
class SpawnSettings {
public:
    explicit SpawnSettings(int input)
    {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        ::posix_spawnattr_init(&attributes_);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes_, &signals);
        ::sigaddset(&signals, SIGPIPE);
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        ::posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings()
    {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    pid_t spawn(std::string command) const
    {
        char shell[] = "sh";
        char option[] = "-c";
        char* arguments[] = {shell, option, command.data(), nullptr};
        pid_t child = -1;
        const int error = ::posix_spawn(&child, "/bin/sh", &actions_, &attributes_, arguments,
                                        environ);
        if (error != 0)
            fail("cannot run sh", error);
        return child;
    }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

struct Pipe {
    Pipe()
    {
        if (::pipe2(ends, O_CLOEXEC) != 0)
            fail("cannot make a pipe", errno);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe()
    {
        close(0);
        close(1);
    }
    void close(int end)
    {
        if (ends[end] >= 0)
            ::close(std::exchange(ends[end], -1));
    }

    int ends[2] = {-1, -1};
};

void feed(int fd, std::string_view record)
try {
    write_all(fd, record);
} catch (const BrokenPipe&) { // it need not read: its status counts
}

int status_of(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            fail("cannot wait for the command", errno);
    return status;
}

} // namespace

void run_for_record(const std::string& command, std::string_view record)
{
    Pipe pipe;
    const pid_t child = SpawnSettings(pipe.ends[0]).spawn(command);
    pipe.close(0);
    feed(pipe.ends[1], record);
    pipe.close(1);
    const int status = status_of(child);
    if (status == 0)
        return;
    throw Failure(ExitCode::refused,
                  "\"" + command + "\" ended with " +
                      (WIFEXITED(status) ? "status " + std::to_string(WEXITSTATUS(status))
                                         : "signal " + std::to_string(WTERMSIG(status))) +
                      ": its record and those that came with it stay in the channel");
}

} // namespace dmq::cli
