// SPDX-License-Identifier: BSL-1.0
// NATS: core, where nothing is stored or answered, and JetStream with a stream in memory.
#include "protocol.hpp"
#include "text.hpp"

#include <atomic>
#include <stdexcept>
#include <utility>

namespace dmq::bench {
namespace {

void put_publish(Output& out, std::string_view subject, std::string_view reply, Bytes payload)
{
    out.put("PUB ");
    out.put(subject);
    if (!reply.empty()) {
        out.put(" ");
        out.put(reply);
    }
    out.put(" " + std::to_string(payload.size()) + "\r\n");
    out.put(payload);
    out.put(crlf);
}

void send(const Stream& stream, const std::string& text)
{
    Output out;
    out.put(text);
    stream.send(out);
}

/// Returns the first line that is no PING.
std::string receive(const Stream& stream)
{
    std::string line = stream.receive_line();
    while (line == "PING") {
        send(stream, "PONG\r\n");
        line = stream.receive_line();
    }
    return line;
}

/// The server has seen everything that was sent before.
void synchronise(const Stream& stream)
{
    send(stream, "PING\r\n");
    if (const std::string line = receive(stream); line != "PONG")
        unexpected(line);
}

void connect(const Stream& stream)
{
    receive(stream); // INFO
    send(stream, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n");
    synchronise(stream);
}

class NatsProtocol : public IProtocol {
public:
    explicit NatsProtocol(Attachment attachment) : to_(std::move(attachment)) { }

protected:
    virtual void message(Bytes payload, IArrivals& arrivals) { arrivals.record(payload); }
    const Attachment& to() const noexcept { return to_; }
    void subscribe(const Stream& stream, const std::string& subject) const
    {
        const std::string group = to_.shared ? " g" + to_.subscriber : "";
        send(stream, "SUB " + subject + group + " 1\r\n");
        synchronise(stream);
    }

private:
    std::size_t parse_one(Bytes in, IArrivals& arrivals, Output& out) final
    {
        const auto line = line_at(in);
        if (!line)
            return 0;
        const std::size_t head = line->size() + crlf.size();
        if (*line == "PING")
            out.put("PONG\r\n");
        if (line->starts_with('-'))
            unexpected(*line);
        if (!line->starts_with("MSG "))
            return head;
        // MSG subject sid [reply] size
        const std::size_t size = number(line->substr(line->rfind(' ') + 1));
        if (in.size() < head + size + crlf.size())
            return 0;
        message(in.subspan(head, size), arrivals);
        return head + size + crlf.size();
    }

    Attachment to_;
};

class Core final : public NatsProtocol {
public:
    using NatsProtocol::NatsProtocol;

    void open(const Stream& stream) override
    {
        connect(stream);
        if (to().role == Role::consume)
            subscribe(stream, to().channel);
    }

    void request(std::uint64_t, Bytes record, Output& out) override
    {
        put_publish(out, to().channel, {}, record);
    }
};

class JetStream final : public NatsProtocol {
public:
    using NatsProtocol::NatsProtocol;

    void open(const Stream& stream) override
    {
        connect(stream);
        if (to().role == Role::push) {
            send(stream, "SUB " + inbox_ + " 1\r\n");
            call(stream, "STREAM.CREATE." + to().channel,
                 R"({"name":")" + to().channel + R"(","subjects":[")" + to().channel +
                     R"("],"storage":"memory","retention":"limits","max_msgs":100000})");
        } else {
            const std::string deliver_to = "bench." + to().subscriber + std::to_string(stream.fd());
            subscribe(stream, deliver_to);
            send(stream, "SUB " + inbox_ + " 2\r\n");
            call(stream, "CONSUMER.CREATE." + to().channel,
                 R"({"stream_name":")" + to().channel + R"(","config":{"deliver_subject":")" +
                     deliver_to + R"(","deliver_policy":"new","ack_policy":"none"}})");
        }
    }

    void request(std::uint64_t, Bytes record, Output& out) override
    {
        put_publish(out, to().channel, inbox_, record);
    }

private:
    void message(Bytes payload, IArrivals& arrivals) override
    {
        if (to().role == Role::consume)
            return arrivals.record(payload);
        if (!text_of(payload).starts_with(R"({"stream":)"))
            unexpected(text_of(payload));
        arrivals.stored();
    }

    void call(const Stream& stream, const std::string& what, const std::string& json) const
    {
        Output out;
        put_publish(out, "$JS.API." + what, inbox_, bytes_of(json));
        stream.send(out);
        const std::string line = receive(stream);
        const auto answer = stream.receive(number(line.substr(line.rfind(' ') + 1)) + crlf.size());
        if (text_of(answer).find(R"("error":)") != std::string_view::npos)
            unexpected(text_of(answer));
    }

    /// Of this connection alone: answers go to all who listen there.
    static std::string next_inbox()
    {
        static std::atomic<unsigned> count = 0;
        return "_INBOX.bench." + std::to_string(++count);
    }

    std::string inbox_ = next_inbox();
};

} // namespace

std::unique_ptr<IProtocol> make_nats(const Attachment& attachment)
{
    if (attachment.role == Role::push || attachment.role == Role::pop)
        throw std::runtime_error("NATS core answers nothing: depth 0, and no pop");
    return std::make_unique<Core>(attachment);
}

std::unique_ptr<IProtocol> make_jetstream(const Attachment& attachment)
{
    if (attachment.role == Role::produce || attachment.role == Role::pop || attachment.shared)
        throw std::runtime_error("JetStream can be pushed to, and consumed by one each");
    return std::make_unique<JetStream>(attachment);
}

} // namespace dmq::bench
