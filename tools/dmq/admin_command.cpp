// SPDX-License-Identifier: BSL-1.0
// dmq admin: a command for the administration socket of a node on this machine.
#include <boost/program_options/value_semantic.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <invocation.hpp>
#include <limits>
#include <output.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

class AdminConnection {
public:
    explicit AdminConnection(const std::string& path)
        : path_(path), fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof(address.sun_path))
            throw Failure(ExitCode::usage, "the path of the socket is too long: " + path);
        path.copy(address.sun_path, path.size());
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
            const int error = errno;
            ::close(fd_);
            throw Failure(ExitCode::connection,
                          "cannot connect to " + path + ": " + std::strerror(error));
        }
    }
    AdminConnection(const AdminConnection&) = delete;
    AdminConnection& operator=(const AdminConnection&) = delete;
    ~AdminConnection() { ::close(fd_); }

    /// Sends the line; the whole answer comes back.
    std::string ask(const std::string& line) const
    {
        write_all(fd_, line + "\n");
        ::shutdown(fd_, SHUT_WR);
        std::string answer;
        std::array<char, 4096> part;
        while (true) {
            const ssize_t size = ::read(fd_, part.data(), part.size());
            if (size < 0 && errno == EINTR)
                continue;
            if (size < 0)
                throw Failure(ExitCode::connection, path_ + ": " + std::strerror(errno));
            if (size == 0)
                return answer;
            answer.append(part.data(), static_cast<std::size_t>(size));
        }
    }

private:
    std::string path_;
    int fd_;
};

ExitCode run_admin(const Invocation& invocation)
{
    const std::string& socket = invocation.settings().socket;
    if (socket.empty())
        throw Failure(ExitCode::usage, "which node? Give --socket PATH");
    std::string line;
    for (const std::string& word : invocation.words())
        line += (line.empty() ? "" : " ") + word;
    if (line.find('\n') != std::string::npos)
        throw Failure(ExitCode::usage, "expected one command, in one line");
    std::string answer = AdminConnection(socket).ask(line);
    if (answer.starts_with("Error") || answer.starts_with("Command not found"))
        throw Failure(ExitCode::refused, answer.substr(0, answer.find('\n')));
    if (answer.ends_with("\n\n"))
        answer.pop_back();
    write_all(invocation.io().out, answer);
    return ExitCode::ok;
}

void add_admin_options(po::options_description_easy_init options)
{
    options("socket", po::value<std::string>()->value_name("PATH"),
            "the node's socket; else that of ./dev run");
}

} // namespace

const Command admin_command{
    .name = "admin",
    .words = "COMMAND...",
    .summary = "Send a command to the administration socket of a node",
    .examples = "  dmq admin help\n"
                "  dmq admin stats\n"
                "  dmq admin --socket /srv/dmqnode/dmqnode-1/dmqnode.socket update-credentials",
    .min_words = 1,
    .max_words = std::numeric_limits<std::size_t>::max(),
    .add_options = add_admin_options,
    .run = run_admin,
};

} // namespace dmq::cli
