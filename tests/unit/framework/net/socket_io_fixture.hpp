// SPDX-License-Identifier: BSL-1.0
// Sockets of a loop that the test polls, for each kind of ISocketIo that the system offers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <net/epoll_io.hpp>
#include <net/ring_io.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace dmq::support {

/// A connection, whose one end is read and written by the io, the other by the test.
class TestConnection final : public IInputListener, public IOutputSource {
public:
    explicit TestConnection(ISocketIo& io) : io_(io)
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) != 0)
            throw std::runtime_error("no socket pair");
    }
    TestConnection(const TestConnection&) = delete;
    TestConnection& operator=(const TestConnection&) = delete;
    ~TestConnection()
    {
        close();
        hang_up();
    }

    bool wait() { return io_.wait(input_, ends_[0]); }
    void forget() { io_.forget(input_); }
    bool send_soon(std::string_view bytes)
    {
        to_send = bytes;
        return io_.send_soon(output_);
    }
    void close()
    {
        io_.forget(input_);
        io_.forget(output_);
        if (ends_[0] >= 0)
            ::close(std::exchange(ends_[0], -1));
    }
    void expect_bulk(bool much) { input_.expects_bulk = much; }
    void be_local() { input_.local = true; }
    bool expects_bulk() const { return input_.expects_bulk; }

    // the peer
    void send(std::string_view bytes = "x") const
    {
        EXPECT_EQ(::send(ends_[1], bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
    }
    std::string receive() const
    {
        std::string bytes(1 << 16, '\0');
        const ssize_t size = ::recv(ends_[1], bytes.data(), bytes.size(), MSG_DONTWAIT);
        bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return bytes;
    }
    void hang_up()
    {
        if (ends_[1] >= 0)
            ::close(std::exchange(ends_[1], -1));
    }
    int socket() const { return ends_[0]; }

    // IInputListener
    void input_arrived() override
    {
        std::string bytes(1 << 16, '\0');
        const ssize_t size = ::recv(ends_[0], bytes.data(), bytes.size(), MSG_DONTWAIT);
        bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        ++arrivals;
        note(bytes);
    }
    void input_received(Bytes bytes) override { note(text_of(bytes)); }

    // IOutputSource
    Chunk output() noexcept override { return {ends_[0], bytes_of(to_send)}; }
    void output_sent(int result) override
    {
        results.push_back(result);
        if (on_sent)
            on_sent();
    }

    int told = 0;
    int arrivals = 0; // of those
    std::string got;
    std::function<void()> on_input;
    std::string to_send;
    std::vector<int> results;
    std::function<void()> on_sent;

private:
    void note(std::string_view bytes)
    {
        ++told;
        got += bytes;
        if (on_input)
            on_input();
    }

    ISocketIo& io_;
    std::array<int, 2> ends_{};
    ISocketIo::Input input_{*this};
    ISocketIo::Output output_{*this};
};

/// Runs `work` as part of a turn; `poll` runs the loop.
inline void run_in_turn(ISocketIo& io, const std::function<void()>& work,
                        const std::function<void()>& poll)
{
    TestConnection trigger(io);
    trigger.on_input = work;
    ASSERT_TRUE(trigger.wait());
    trigger.send();
    poll();
    ASSERT_EQ(trigger.told, 1);
}

/// What the test polls.
class IoContext {
protected:
    void poll()
    {
        context_.restart();
        while (context_.poll() > 0) { }
    }
    /// Returns when there is nothing left to wait for.
    void run()
    {
        context_.restart();
        context_.run();
    }

    boost::asio::io_context context_;
};

/// Whether the system offers io_uring to this process.
inline bool has_io_uring()
{
    try {
        const IoRing ring;
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

} // namespace dmq::support
