// SPDX-License-Identifier: BSL-1.0
#include "replay.hpp"

#include "request_bytes.hpp"

#include <dmq/node/legacy_connection_handler.hpp>
#include <dmq/node/neo_connection_handler.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>

namespace dmq::bench {
namespace {

constexpr int rounds = 1'000'000; // of the loop before it is given up

/// Runs what is ready.
void run_ready(EventLoop& loop)
{
    loop.context().restart();
    loop.context().poll();
}

neo::Settings settings_for_everybody()
{
    neo::Settings settings;
    settings.key_of = [](std::string_view, neo::Key& key) {
        key = {};
        return true;
    };
    return settings;
}

std::unique_ptr<ConnectionHandler> make_handler(ReplayNode& node, Dialect dialect,
                                                ConnectionHandler::Finished finished)
{
    if (dialect == Dialect::neo)
        return std::make_unique<neo::ConnectionHandler>(node.loop(), node.shared(),
                                                        std::move(finished));
    return std::make_unique<legacy::ConnectionHandler>(node.loop(), node.shared(),
                                                       std::move(finished));
}

} // namespace

ReplayNode::ReplayNode()
    : services_(Services().offer<IChannels>(channels_.get())),
      neo_(settings_for_everybody()),
      credentials_{"bench", std::string(256, '0')},
      shared_{services_, *this, plugins(), stats_, neo_}
{
}

ReplayConnection::ReplayConnection(ReplayNode& node, Dialect dialect, const Attachment& attachment)
    : node_(node),
      protocol_(make_protocol(dialect, attachment, node.credentials())),
      handler_(make_handler(node, dialect, [this](ConnectionHandler&) { ended_ = true; }))
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("no sockets");
    client_.emplace(ends[0]);
    Socket socket(node.loop().context(), Socket::protocol_type(AF_UNIX, 0), ends[1]);
    handler_->handle_connection(std::move(socket));
    open();
}

/// Opening blocks: it gets a thread, which is not there any more when something is measured.
void ReplayConnection::open()
{
    std::atomic<bool> opened = false;
    std::thread client([&] {
        protocol_->open(*client_);
        opened = true;
    });
    while (!opened)
        run_ready(node_.loop());
    client.join();
    client_->do_not_block();
}

ReplayConnection::~ReplayConnection()
{
    client_.reset();
    while (!ended_)
        run_ready(node_.loop());
}

std::vector<std::byte> ReplayConnection::requests(std::uint64_t count, std::size_t record_size)
{
    return request_bytes(*protocol_, count, record_size);
}

void ReplayConnection::send(Bytes requests)
{
    const ssize_t size = ::send(client_->fd(), requests.data(), requests.size(), MSG_NOSIGNAL);
    if (size < 0 || static_cast<std::size_t>(size) != requests.size())
        throw std::runtime_error("the node does not take the requests at once");
}

void ReplayConnection::expect(std::size_t answers)
{
    static std::array<std::byte, 256 * 1024> buffer;
    for (int round = 0; answers > 0; ++round) {
        run_ready(node_.loop());
        const ssize_t size = ::recv(client_->fd(), buffer.data(), buffer.size(), 0);
        if (static_cast<std::size_t>(std::max<ssize_t>(size, 0)) > answers || round == rounds)
            throw std::runtime_error("the node has sent something else than was expected");
        answers -= static_cast<std::size_t>(std::max<ssize_t>(size, 0));
    }
}

} // namespace dmq::bench
