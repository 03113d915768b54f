// SPDX-License-Identifier: BSL-1.0
// The client's side: blocking, one connection, one request at a time.
#pragma once

#include "requests.hpp"

#include <arpa/inet.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace kvnode {

/// Throws std::runtime_error when the node is not there or leaves.
class Client {
public:
    explicit Client(std::uint16_t port)
    {
        const sockaddr_in node{AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {}};
        check(connect(socket_, reinterpret_cast<const sockaddr*>(&node), sizeof node) == 0);
    }
    ~Client() { close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void put(const std::string& key, const std::string& value) { ask(code_put, key, array(value)); }
    std::optional<std::string> get(const std::string& key)
    {
        if (!ask(code_get, key))
            return std::nullopt;
        std::string value(receive<std::uint64_t>(), '\0');
        receive(value.data(), value.size());
        return value;
    }
    /// False: there was none.
    bool remove(const std::string& key) { return ask(code_remove, key); }

private:
    static void check(bool ok)
    {
        if (!ok)
            throw std::runtime_error("the node is not there, or has left");
    }
    template <class T> static std::string image(T value)
    {
        return {reinterpret_cast<const char*>(&value), sizeof value};
    }
    static std::string array(const std::string& text)
    {
        return image(std::uint64_t{text.size()}) + text;
    }
    bool ask(Code code, const std::string& key, const std::string& value = "")
    {
        const std::string request = image(code) + array(key) + value;
        check(send(socket_, request.data(), request.size(), MSG_NOSIGNAL) == std::ssize(request));
        return receive<Status>() == status_ok;
    }
    template <class T> T receive()
    {
        T value{};
        receive(&value, sizeof value);
        return value;
    }
    void receive(void* to, std::size_t size)
    {
        const auto wanted = static_cast<ssize_t>(size); // to wait for nothing would take forever
        check(wanted == 0 || recv(socket_, to, size, MSG_WAITALL) == wanted);
    }

    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

} // namespace kvnode
