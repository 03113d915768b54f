// SPDX-License-Identifier: BSL-1.0
// The client's side: blocking, one connection, one request at a time.
#pragma once

#include "requests.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace kvnode {

/// Throws std::exception when the node is not there, leaves, or sends what is no answer; no call
/// may follow that. Waits for the node as long as it takes.
class Client {
public:
    explicit Client(std::uint16_t port)
    {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }
    void put(std::string_view key, std::string_view value) { ask(code_put, {key, value}); }
    std::optional<std::string> get(std::string_view key)
    {
        if (!ask(code_get, {key}))
            return std::nullopt;
        return receive(receive_integer<std::uint64_t>());
    }
    /// False: there was none.
    bool remove(std::string_view key) { return ask(code_remove, {key}); }

private:
    bool ask(Code code, std::initializer_list<std::string_view> arrays)
    {
        std::string request(reinterpret_cast<const char*>(&code), sizeof code);
        for (const std::string_view array : arrays) {
            const std::uint64_t size = array.size();
            request.append(reinterpret_cast<const char*>(&size), sizeof size).append(array);
        }
        boost::asio::write(socket_, boost::asio::buffer(request));
        const auto status = receive_integer<std::int32_t>();
        if (status != status_ok && (status != status_not_found || code == code_put))
            throw std::runtime_error("the node answers with status " + std::to_string(status));
        return status == status_ok;
    }
    template <class T> T receive_integer()
    {
        return dmq::load<T>(dmq::bytes_of(receive(sizeof(T))).data());
    }
    std::string receive(std::uint64_t size)
    {
        if (size > dmq::legacy::max_array)
            throw std::runtime_error("the node announces " + std::to_string(size) + " bytes");
        std::string bytes(size, '\0');
        boost::asio::read(socket_, boost::asio::buffer(bytes)); // all of them, or an exception
        return bytes;
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
};

} // namespace kvnode
