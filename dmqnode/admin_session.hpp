// SPDX-License-Identifier: BSL-1.0
// One connection of an administration socket.
#pragma once

#include "admin_commands.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <string>

namespace dmq::node_app {

/// Reads a line, writes its answer, and so on until the client leaves. Keeps itself alive while an
/// operation is under way. Confined to the socket's loop.
class AdminSession : public std::enable_shared_from_this<AdminSession> {
public:
    using Socket = boost::asio::local::stream_protocol::socket;

    /// `ended` is called once when the session closes by itself, not after stop().
    AdminSession(Socket socket, std::shared_ptr<const AdminCommands> commands,
                 std::function<void(AdminSession*)> ended);

    void start() { answer_lines(); }
    /// Closes the connection; no command runs afterwards.
    void stop() noexcept;

private:
    void answer_lines();
    void read_more();
    void write_answer();
    void refuse_long_line();
    void end();

    Socket socket_;
    std::shared_ptr<const AdminCommands> commands_;
    std::function<void(AdminSession*)> ended_;
    std::string input_; // not answered yet
    std::string answer_; // being written
    bool open_ = true;
};

} // namespace dmq::node_app
