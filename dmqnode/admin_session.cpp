// SPDX-License-Identifier: BSL-1.0
// One connection of an administration socket.
#include "admin_session.hpp"

#include "admin_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

namespace dmq::node_app {

namespace asio = boost::asio;
using boost::system::error_code;

AdminSession::AdminSession(Socket socket, std::shared_ptr<const AdminCommands> commands,
                           std::function<void(AdminSession*)> ended)
    : socket_(std::move(socket)), commands_(std::move(commands)), ended_(std::move(ended))
{
}

void AdminSession::stop() noexcept
{
    open_ = false;
    error_code ignored;
    socket_.close(ignored);
}

void AdminSession::end()
{
    stop();
    ended_(this);
}

void AdminSession::answer_lines()
{
    for (auto end = input_.find('\n'); end != std::string::npos; end = input_.find('\n')) {
        answer_ = commands_->run(std::string_view(input_).substr(0, end));
        if (!open_)
            return; // the command has stopped the socket
        input_.erase(0, end + 1);
        if (!answer_.empty())
            return write_answer();
    }
    if (input_.size() < longest_admin_line)
        read_more();
    else
        refuse_long_line();
}

void AdminSession::read_more()
{
    const auto known = input_.size();
    input_.resize(longest_admin_line);
    socket_.async_read_some(asio::buffer(input_.data() + known, input_.size() - known),
                            [self = shared_from_this(), known](error_code error, std::size_t size) {
                                if (!self->open_)
                                    return;
                                self->input_.resize(known + size);
                                if (error)
                                    self->end();
                                else
                                    self->answer_lines();
                            });
}

void AdminSession::write_answer()
{
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](error_code error, std::size_t) {
                          if (!self->open_)
                              return;
                          if (error)
                              self->end();
                          else
                              self->answer_lines();
                      });
}

void AdminSession::refuse_long_line()
{
    answer_ = "Error: line too long\n";
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](error_code, std::size_t) {
                          if (self->open_)
                              self->end();
                      });
}

} // namespace dmq::node_app
