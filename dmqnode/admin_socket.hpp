// SPDX-License-Identifier: BSL-1.0
// A UNIX socket that answers lines with the results of commands (node-behaviour §14).
#pragma once

#include "admin_commands.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <sys/types.h>

namespace dmq::node_app {

/// Longest line with its newline, in bytes; a longer one is answered with an error, and the
/// connection closed.
inline constexpr std::size_t longest_admin_line = 4096;

/// Permissions of the socket's file unless configured: those that umask 002 leaves.
inline constexpr mode_t default_admin_mode = 0775;

/// Listens from construction to stop(). All its work is done on the io_context, which must be run
/// by one thread and outlive the object; construct, stop and destroy on that thread or while it
/// does not run. A client gets the answer to a line before the next line is looked at, so one that
/// does not read holds up nobody but itself.
class AdminSocket {
public:
    /// Replaces a socket left at the path. Throws std::runtime_error naming the path, e.g. if
    /// another kind of file is there.
    AdminSocket(boost::asio::io_context& loop, std::string path, AdminCommands commands,
                mode_t mode = default_admin_mode);
    ~AdminSocket();
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;

    /// Closes all connections and removes the file, unless it is another process's by now. Once is
    /// enough; no command runs afterwards.
    void stop() noexcept;

private:
    class Listener;
    std::shared_ptr<Listener> listener_;
};

} // namespace dmq::node_app
