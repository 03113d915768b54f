// SPDX-License-Identifier: BSL-1.0
// dmq-client-bench HOST:PORT CREDENTIALS-FILE [RECORDS]: what the client library costs. Pushes
// 100-byte records with 1000 outstanding on one connection, by hand with writev and read and
// through the library, and prints the CPU time of this process for each record.
#include <dmq/client/blocking.hpp>
#include <dmq/client/client.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_message.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/uio.h>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace client = dmq::client;
namespace neo = dmq::neo;
using dmq::Bytes;

constexpr std::size_t window = 1000;
const std::string channel = "bench";
const std::string record(100, 'r');

double cpu_seconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Gathers what the writers of dmq/protocol write.
class StringWriter final : public dmq::IByteWriter {
public:
    void write(Bytes bytes) override { text.append(dmq::text_of(bytes)); }
    void write(dmq::Lease) override { }
    std::size_t pending() const noexcept override { return 0; }
    bool park(std::coroutine_handle<>) override { return false; }
    bool ended() const noexcept override { return false; }

    std::string text;
};

template <class Write> std::string bytes_from(Write write)
{
    StringWriter out;
    write(out);
    return out.text;
}

/// The yardstick: nothing but what the protocol asks for, on a blocking socket.
class HandWritten {
public:
    HandWritten(const client::Address& node, const client::Credentials& credentials)
    {
        socket_.connect({asio::ip::make_address(node.host), node.port});
        socket_.set_option(asio::ip::tcp::no_delay(true));
        log_in(credentials);
        const std::string_view to = channel;
        const std::string message = bytes_from([&](dmq::IByteWriter& out) {
            neo::write_push(out, 0, {&to, 1}, dmq::bytes_of(record));
        });
        messages_.assign(window, message);
    }

    void push(std::size_t records)
    {
        last_id_ = 0;
        for (acknowledged_ = 0; acknowledged_ < records;) {
            send(std::min(records, acknowledged_ + window));
            receive();
        }
    }

private:
    std::string read(std::size_t size)
    {
        std::string text(size, '\0');
        asio::read(socket_, asio::buffer(text));
        return text;
    }
    void write(const std::string& text) { asio::write(socket_, asio::buffer(text)); }

    void log_in(const client::Credentials& credentials)
    {
        const auto now = static_cast<std::uint64_t>(std::time(nullptr));
        constexpr std::size_t header = neo::MessageHeader::size;
        write(bytes_from([](dmq::IByteWriter& out) { neo::write_version(out); }));
        read(1);
        write(bytes_from([&](dmq::IByteWriter& out) { neo::write_timestamp(out, now); }));
        const std::string nonce = read(header + sizeof(neo::Nonce));
        const auto code = neo::make_auth_code(
            credentials.key, now, *neo::parse_nonce(dmq::bytes_of(nonce).subspan(header)));
        write(bytes_from([&](dmq::IByteWriter& out) {
            neo::write_credentials(out, {credentials.name, code});
        }));
        if (read(header + 1).back() != 1)
            throw std::runtime_error("login rejected");
    }

    /// Messages up to this id, which is also their number.
    void send(std::uint64_t up_to)
    {
        pieces_.clear();
        while (last_id_ < up_to) {
            std::string& message = messages_[++last_id_ % window];
            dmq::store(reinterpret_cast<std::byte*>(message.data()) + neo::MessageHeader::size,
                       last_id_);
            pieces_.push_back({message.data(), message.size()});
        }
        for (std::size_t at = 0; at < pieces_.size();) {
            const auto count = static_cast<int>(pieces_.size() - at);
            auto sent = static_cast<std::size_t>(
                std::max<ssize_t>(0, ::writev(socket_.native_handle(), &pieces_[at], count)));
            for (; at < pieces_.size() && sent >= pieces_[at].iov_len; ++at)
                sent -= pieces_[at].iov_len;
            if (sent > 0) {
                pieces_[at].iov_base = static_cast<char*>(pieces_[at].iov_base) + sent;
                pieces_[at].iov_len -= sent;
            }
        }
    }

    void receive()
    {
        const ssize_t size = ::read(socket_.native_handle(), buffer_.data() + used_,
                                    buffer_.size() - used_);
        if (size <= 0)
            throw std::runtime_error("the node has gone");
        used_ += static_cast<std::size_t>(size);
        Bytes rest = Bytes(buffer_).first(used_);
        for (;;) {
            neo::MessageCodec codec(neo::MessageType::request);
            if (codec.wanted(rest) > rest.size())
                break;
            take(neo::parse_request_message(codec.result(rest)));
            rest = rest.subspan(codec.size());
        }
        std::copy(rest.begin(), rest.end(), buffer_.begin());
        used_ = rest.size();
    }

    /// One connection, one kind of request: answers come in order.
    void take(const neo::RequestMessage& message)
    {
        const bool expected = message.request_id == acknowledged_ + 1 &&
            (supported_
                 ? neo::parse_code<neo::PushResult>(message.payload) == neo::PushResult::pushed
                 : neo::parse_code<neo::Support>(message.payload) == neo::Support::supported);
        if (!expected)
            throw std::runtime_error("an unexpected answer");
        acknowledged_ += supported_ ? 1 : 0;
        supported_ = !supported_;
    }

    asio::io_context context_;
    asio::ip::tcp::socket socket_{context_};
    std::vector<std::string> messages_;
    std::vector<iovec> pieces_;
    std::vector<std::byte> buffer_ = std::vector<std::byte>(64 * 1024);
    std::size_t used_ = 0;
    std::uint64_t last_id_ = 0;
    std::uint64_t acknowledged_ = 0;
    bool supported_ = false;
};

void check(std::error_code error)
{
    if (error)
        throw std::system_error(error);
}

/// A thousand chains of callbacks on the thread of the application.
class Chains {
public:
    explicit Chains(const client::ClientOptions& options)
        : client_(context_.get_executor(), options)
    {
        client_.async_wait_connected(1, [this](std::error_code error) {
            check(error);
            context_.stop();
        });
        context_.run();
    }
    ~Chains()
    {
        client_.close();
        context_.restart();
        context_.run();
    }
    void push(std::size_t records)
    {
        left_ = records;
        unanswered_ = records;
        context_.restart();
        for (std::size_t i = 0; i < window; ++i)
            push_one();
        context_.run();
    }

private:
    void push_one()
    {
        if (left_ == 0)
            return;
        --left_;
        client_.async_push(channel, record, [this](std::error_code error) {
            check(error);
            if (--unanswered_ == 0)
                context_.stop();
            push_one();
        });
    }

    asio::io_context context_{1};
    client::Client client_;
    std::size_t left_ = 0;
    std::size_t unanswered_ = 0;
};

/// What the records are taken out with again.
void empty(client::BlockingClient& consuming, std::size_t records)
{
    client::Consumer consumer = consuming.client().consume(channel);
    while (records > 0) {
        auto [error, batch] = consuming.next(consumer);
        check(error);
        records -= std::min(records, batch.size());
        batch.done();
    }
    consumer.stop();
    while (!consuming.next(consumer).error) { }
}

template <class Push>
double nanoseconds(const char* name, client::BlockingClient& consuming, std::size_t records,
                   Push push)
{
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const double before = cpu_seconds();
        push();
        best = std::min(best, (cpu_seconds() - before) * 1e9 / static_cast<double>(records));
        empty(consuming, records);
    }
    std::printf("%-40s %7.1f ns CPU/record\n", name, best);
    return best;
}

void run(const client::ClientOptions& options, std::size_t records)
{
    client::BlockingClient blocking(options);
    check(blocking.wait_connected());
    HandWritten hand(options.nodes[0], options.credentials);
    Chains chains(options);
    const double by_hand = nanoseconds("writev and read by hand", blocking, records,
                                       [&] { hand.push(records); });
    const auto compare = [&](const char* name, auto push) {
        std::printf("  %.2f x\n", nanoseconds(name, blocking, records, push) / by_hand);
    };
    compare("library, callbacks, one thread", [&] { chains.push(records); });
    compare("library, pipeline, two threads", [&] {
        client::PushPipeline pipeline(blocking.client(), window);
        for (std::size_t i = 0; i < records; ++i)
            pipeline.push(channel, record);
        check(pipeline.finish());
    });
}

} // namespace

int main(int argc, char* argv[])
try {
    const auto node = argc < 3 ? std::nullopt : client::parse_address(argv[1]);
    if (!node)
        throw std::invalid_argument("arguments: HOST:PORT CREDENTIALS-FILE [RECORDS]");
    client::ClientOptions options;
    options.nodes = {*node};
    options.local_sockets = false; // as the yardstick
    options.credentials = client::load_credentials(argv[2]);
    run(options, argc > 3 ? std::stoull(argv[3]) : 300'000);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "dmq-client-bench: %s\n", error.what());
    return 1;
}
