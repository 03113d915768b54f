// SPDX-License-Identifier: BSL-1.0
// A socket with a buffer for each direction, moved together, so that a node which waits for its
// answers to be read can never block the client.
#pragma once

#include "buffer.hpp"
#include "socket.hpp"

#include <dmq/client/error.hpp>
#include <dmq/plugin/stream.hpp>

#include <string_view>

namespace dmq::client {

class Link {
public:
    enum class Wake { moved, other, deadline, stopped };

    Link(const Address& node, const Options& options)
        : node_(node), options_(options), socket_(node, options)
    {
    }

    /// Bytes to send; step() sends them.
    Buffer& output() noexcept { return output_; }
    /// Bytes received and not consumed.
    Buffer& input() noexcept { return input_; }
    const Address& node() const noexcept { return node_; }
    bool open() const noexcept { return socket_.fd() >= 0; }
    /// What errors say the client was doing, e.g. "Pop". The text must be a literal.
    void begin(std::string_view doing);
    /// A stream runs: begin() is refused until it is over.
    void set_streaming(bool streaming) noexcept { streaming_ = streaming; }

    /// Waits until bytes have moved in either direction, `other_fd` or the stop descriptor is
    /// readable, or the deadline has come. Throws Error(lost).
    Wake step(Clock::time_point deadline, int other_fd = -1);
    /// A step that must move something within Options::answer_timeout, if something is `due`.
    /// Throws Error: lost, timeout, interrupted; the connection is closed then.
    Wake step_in_time(bool due = true, int other_fd = -1);
    /// The output has left. Throws as step_in_time().
    void drain();
    /// The item at the head of the input; waits for it. Views are valid until the next call.
    template <ReadCodec Codec> auto read(Codec codec);
    /// read() for a status; values outside §5 are protocol errors.
    Status read_status();

    void close() noexcept { socket_.close(); }
    /// Nothing more will be sent, and nothing stops waiting but time and the node.
    void leave() noexcept
    {
        socket_.shutdown_sending();
        options_.stop_fd = options_.hangup_fd = -1;
    }
    /// Closes the connection and throws; the text gets the node in front.
    [[noreturn]] void fail(Error::Kind kind, const std::string& text);

private:
    bool receive();
    bool send();
    [[noreturn]] void fail_lost(int error);

    Address node_;
    Options options_;
    Socket socket_;
    Buffer input_;
    Buffer output_;
    std::string_view doing_;
    bool streaming_ = false;
    int send_error_ = 0; // the node does not take more; what it sent before is still read
};

template <ReadCodec Codec> auto Link::read(Codec codec)
{
    while (codec.wanted(input_.data()) > input_.size())
        step_in_time();
    if (const std::error_code error = codec.error())
        fail(Error::Kind::protocol, "the node sent a " + error.message());
    auto result = codec.result(input_.data());
    input_.consume(codec.size());
    return result;
}

} // namespace dmq::client
