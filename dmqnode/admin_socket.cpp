// SPDX-License-Identifier: BSL-1.0
// A UNIX socket that answers lines with the results of commands.
#include "admin_socket.hpp"

#include "admin_session.hpp"

#include <dmq/plugin/log.hpp>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace dmq::node_app {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::string_view logger = "dmqnode.admin_socket";
constexpr std::chrono::milliseconds accept_pause{100};

[[noreturn]] void fail(const std::string& path, const std::string& what)
{
    throw std::runtime_error("UNIX socket " + path + ": " + what);
}

void remove_stale(const std::string& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0)
        return;
    if (!S_ISSOCK(status.st_mode))
        fail(path, "a file that is not a socket has this name; remove it or choose another path");
    if (::unlink(path.c_str()) != 0)
        fail(path, std::string("cannot remove the old socket: ") + std::strerror(errno));
    log::warn(logger, path, ": removed a socket that was left there");
}

} // namespace

class AdminSocket::Listener : public std::enable_shared_from_this<Listener> {
public:
    Listener(asio::io_context& loop, std::string path, AdminCommands commands)
        : acceptor_(loop),
          pause_(loop),
          path_(std::move(path)),
          commands_(std::make_shared<const AdminCommands>(std::move(commands)))
    {
    }

    void open(mode_t mode)
    {
        if (path_.size() >= sizeof(sockaddr_un::sun_path))
            fail(path_, "expected a path shorter than 108 bytes");
        remove_stale(path_);
        error_code error;
        acceptor_.open(stream_protocol(), error);
        // bind() takes the permissions from here, so that at no time there are too many
        if (!error && ::fchmod(acceptor_.native_handle(), mode) != 0)
            error.assign(errno, boost::system::system_category());
        if (!error)
            acceptor_.bind(stream_protocol::endpoint(path_), error);
        if (error)
            fail(path_, "cannot bind: " + error.message());
        // what the process's umask has taken away comes back
        if (::chmod(path_.c_str(), mode) != 0 || ::lstat(path_.c_str(), &file_) != 0)
            fail(path_, std::string("cannot set permissions: ") + std::strerror(errno));
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            fail(path_, "cannot listen: " + error.message());
        log::info(logger, path_, ": listening");
    }

    void accept()
    {
        acceptor_.async_accept(
            [self = shared_from_this()](error_code error, stream_protocol::socket socket) {
                if (!self->acceptor_.is_open())
                    return;
                if (error)
                    return self->accept_later(error);
                self->begin_session(std::move(socket));
                self->accept();
            });
    }

    void stop() noexcept
    {
        if (!acceptor_.is_open())
            return;
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        for (const auto& session : std::exchange(sessions_, {}))
            session->stop();
        remove_file();
    }

private:
    // e.g. no descriptors left: the loop must not spin
    void accept_later(error_code error)
    {
        log::warn(logger, path_, ": cannot accept a connection: ", error.message());
        pause_.expires_after(accept_pause);
        pause_.async_wait([self = shared_from_this()](error_code) {
            if (self->acceptor_.is_open())
                self->accept();
        });
    }

    void begin_session(stream_protocol::socket socket)
    {
        auto session = std::make_shared<AdminSession>(
            std::move(socket), commands_, [weak = weak_from_this()](AdminSession* ended) {
                if (const auto self = weak.lock())
                    self->sessions_.erase(ended->shared_from_this());
            });
        sessions_.insert(session);
        session->start();
    }

    void remove_file() noexcept
    {
        struct stat now { };
        if (::lstat(path_.c_str(), &now) == 0 && now.st_dev == file_.st_dev &&
            now.st_ino == file_.st_ino)
            ::unlink(path_.c_str());
    }

    stream_protocol::acceptor acceptor_;
    asio::steady_timer pause_;
    std::string path_;
    std::shared_ptr<const AdminCommands> commands_;
    std::set<std::shared_ptr<AdminSession>> sessions_;
    struct stat file_ { };
};

AdminSocket::AdminSocket(asio::io_context& loop, std::string path, AdminCommands commands,
                         mode_t mode)
    : listener_(std::make_shared<Listener>(loop, std::move(path), std::move(commands)))
{
    listener_->open(mode);
    listener_->accept();
}

AdminSocket::~AdminSocket() { stop(); }

void AdminSocket::stop() noexcept { listener_->stop(); }

} // namespace dmq::node_app
