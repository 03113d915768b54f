// SPDX-License-Identifier: BSL-1.0
#include "server_process.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dmq::bench {
namespace {

std::string read_line(std::FILE* from)
{
    std::array<char, 256> line{};
    if (!std::fgets(line.data(), static_cast<int>(line.size()), from))
        throw std::runtime_error("dmq-limit has not said where it listens");
    std::string text(line.data());
    text.pop_back();
    return text.starts_with('/') ? text : "127.0.0.1:" + text;
}

} // namespace

LimitProcess::LimitProcess(const std::string& legacy, const std::string& neo)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execl(DMQ_LIMIT, DMQ_LIMIT, legacy.c_str(), neo.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::FILE* const output = ::fdopen(ends[0], "r");
    addresses_ = {read_line(output), read_line(output)};
    std::fclose(output);
}

LimitProcess::~LimitProcess()
{
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

} // namespace dmq::bench
