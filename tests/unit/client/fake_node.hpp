// SPDX-License-Identifier: BSL-1.0
// A node that plays a script: a thread with a listening socket on a port of the system's choice.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/protocol/legacy.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace dmq::test {

/// Wire encodings of legacy-protocol §2.
std::string integer(std::int32_t value);
std::string integer64(std::uint64_t value);
std::string integer16(std::uint16_t value);
std::string array(std::string_view text);
std::string list(const std::vector<std::string>& names);
std::string command(legacy::Command command);
inline std::string status(int value) { return integer(value); }

/// The node's side of one connection. After the client has gone, reads give less and sends nothing.
class Peer {
public:
    explicit Peer(int fd) : fd_(fd) { }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer();

    /// `size` bytes, or fewer if the client stops sending before.
    std::string read(std::size_t size);
    std::string read_to_end();
    void send(std::string_view bytes);
    /// One segment per byte.
    void send_bytewise(std::string_view bytes);
    /// Reads one Push and gives its record; empty when the client stops sending.
    std::string read_push();
    /// Closes so that the client gets a reset, not an end.
    void reset();

private:
    int fd_;
};

class FakeNode {
public:
    using Script = std::function<void(Peer&)>;

    /// Each script serves one connection, in this order; the connection closes at its end.
    explicit FakeNode(std::vector<Script> scripts);
    explicit FakeNode(Script script) : FakeNode(std::vector<Script>{std::move(script)}) { }
    /// A node that reads `request` and answers with `answer`, then closes.
    FakeNode(std::string request, std::string answer);
    FakeNode(const FakeNode&) = delete;
    FakeNode& operator=(const FakeNode&) = delete;
    ~FakeNode();

    const client::Address& address() const { return address_; }

private:
    client::Address address_{"127.0.0.1", 0};
    int listener_;
    std::thread thread_;
};

/// An address where nothing listens.
client::Address closed_address();

} // namespace dmq::test
