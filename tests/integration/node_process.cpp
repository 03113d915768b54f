// SPDX-License-Identifier: BSL-1.0
// Starting the program and reading what it prints.
#include "node_process.hpp"

#include "test_credentials.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace dmq::test {

NodeDirectory::NodeDirectory()
{
    std::filesystem::create_directory(path() / "etc");
    std::filesystem::create_directory(path() / "log");
    write("etc/credentials", test_credentials());
    write("etc/config.ini",
          "[LOG.Root]\n"
          "level = info\n"
          "console_layout = messageonly\n"
          "[Plugins]\n"
          "directory = " DMQ_PLUGIN_DIR "\n"
          "[Server]\n"
          "address = 127.0.0.1\n"
          "port = 0\n"
          "neoport = 0\n"
          "unix_socket_path = dmqnode.socket\n"
          "channel_size_limit = 1000000\n");
}

void NodeDirectory::set(const std::string& key, const std::string& value) const
{
    write("etc/config.ini", read("etc/config.ini") + key + " = " + value + "\n");
}

NodeProcess::NodeProcess(const TempDir& directory, std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), DMQNODE);
    std::vector<char*> argv;
    for (std::string& argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        if (::chdir(directory.path().c_str()) == 0)
            ::execv(DMQNODE, argv.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
}

NodeProcess::~NodeProcess()
{
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(pipe_);
}

std::string NodeProcess::wait_for_line(const std::string& text)
{
    for (;;) {
        const auto found = output_.find(text);
        const auto end = found == std::string::npos ? found : output_.find('\n', found);
        if (end != std::string::npos) {
            const auto begin = output_.rfind('\n', found) + 1;
            return output_.substr(begin, end - begin);
        }
        if (!read_more())
            return "";
    }
}

std::uint16_t NodeProcess::wait_for_number(const std::string& before)
{
    const std::string line = wait_for_line(before);
    if (line.empty())
        return 0;
    return static_cast<std::uint16_t>(std::stoul(line.substr(line.find(before) + before.size())));
}

void NodeProcess::signal(int number) const { ::kill(pid_, number); }

int NodeProcess::wait()
{
    while (read_more()) { }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool NodeProcess::read_more()
{
    std::array<char, 4096> buffer;
    const ssize_t size = ::read(pipe_, buffer.data(), buffer.size());
    if (size > 0)
        output_.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
}

} // namespace dmq::test
