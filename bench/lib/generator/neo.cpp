// SPDX-License-Identifier: BSL-1.0
// The neo protocol: Push, Pop, Consume on one connection.
#include "protocol.hpp"

#include <dmq/protocol/neo_auth.hpp>
#include <dmq/protocol/neo_handshake.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <array>
#include <ctime>
#include <stdexcept>

namespace dmq::bench {
namespace {

/// What the codecs of dmq/protocol write to.
class OutputWriter final : public IByteWriter {
public:
    explicit OutputWriter(Output& out) : out_(out) { }
    void write(Bytes bytes) override { out_.put(bytes); }
    void write(Lease records) override
    {
        for (const Bytes span : records.spans())
            out_.put(span);
        records.done();
    }
    std::size_t pending() const noexcept override { return out_.size(); }
    bool park(std::coroutine_handle<>) override { return false; }
    bool ended() const noexcept override { return false; }

private:
    Output& out_;
};

std::byte from_hex(std::string_view digits)
{
    return static_cast<std::byte>(std::stoul(std::string(digits), nullptr, 16));
}

neo::Key key_of(std::string_view hex)
{
    neo::Key key;
    if (hex.size() != 2 * key.size())
        throw std::runtime_error("a key has 256 hexadecimal digits");
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = from_hex(hex.substr(2 * i, 2));
    return key;
}

std::vector<std::byte> receive_body(const Stream& stream)
{
    const auto header = stream.receive(neo::MessageHeader::size);
    return stream.receive(load<std::uint64_t>(header.data() + 1));
}

template <class Write> void send(const Stream& stream, Write write)
{
    Output out;
    OutputWriter writer(out);
    write(writer);
    stream.send(out);
}

void log_in(const Stream& stream, const Credentials& credentials)
{
    const auto now = static_cast<std::uint64_t>(std::time(nullptr));
    send(stream, [](IByteWriter& out) { neo::write_version(out); });
    stream.receive(1);
    send(stream, [&](IByteWriter& out) { neo::write_timestamp(out, now); });
    const auto nonce = neo::parse_nonce(receive_body(stream));
    if (!nonce)
        throw std::runtime_error("the login was not answered with a nonce");
    const auto code = neo::make_auth_code(key_of(credentials.key), now, *nonce);
    send(stream, [&](IByteWriter& out) { neo::write_credentials(out, {credentials.name, code}); });
    if (neo::parse_result(receive_body(stream)) != true)
        throw std::runtime_error("the login of '" + credentials.name + "' was rejected");
}

void require(bool expected, const char* what)
{
    if (!expected)
        throw std::runtime_error(std::string("answered with something else than ") + what);
}

class Neo final : public IProtocol {
public:
    Neo(const Attachment& attachment, const Credentials& credentials)
        : to_(attachment), credentials_(credentials)
    {
    }

    void open(const Stream& stream) override
    {
        log_in(stream, credentials_);
        if (to_.role != Role::consume)
            return;
        send(stream, [this](IByteWriter& out) {
            neo::write_consume(out, consume_id, to_.channel, to_.subscriber);
        });
        require(code_of<neo::Support>(receive_body(stream)) == neo::Support::supported,
                "RequestSupported");
        require(code_of<neo::ConsumeStart>(receive_body(stream)) == neo::ConsumeStart::started,
                "Started");
    }

    void request(std::uint64_t index, Bytes record, Output& out) override
    {
        OutputWriter writer(out);
        if (to_.role == Role::pop)
            return neo::write_pop(writer, index + 1, to_.channel);
        const std::array<std::string_view, 1> channels{to_.channel};
        neo::write_push(writer, index + 1, channels, record);
    }

private:
    static constexpr std::uint64_t consume_id = 1;

    std::size_t parse_one(Bytes in, IArrivals& arrivals, Output& out) override
    {
        constexpr std::size_t head = neo::MessageHeader::size;
        if (in.size() < head)
            return 0;
        const auto length = load<std::uint64_t>(in.data() + 1);
        if (length > in.size() - head)
            return 0;
        const auto message = neo::parse_request_message(in.subspan(head, length));
        if (to_.role == Role::consume)
            consumed(message.payload, arrivals, out);
        else
            answered(message, arrivals);
        return head + length;
    }

    template <neo::WireCode Code> static std::optional<Code> code_of(Bytes body)
    {
        return neo::parse_code<Code>(neo::parse_request_message(body).payload);
    }

    void answered(const neo::RequestMessage& message, IArrivals& arrivals)
    {
        if (neo::parse_code<neo::Support>(message.payload) == neo::Support::supported) {
            ++supported_;
            return;
        }
        require(supported_-- > 0, "RequestSupported");
        if (to_.role == Role::pop) {
            const auto reply = neo::parse_pop_reply(message.payload);
            require(reply && reply->result == neo::PopResult::popped, "Popped");
            arrivals.record(reply->value);
        } else {
            require(neo::parse_code<neo::PushResult>(message.payload) == neo::PushResult::pushed,
                    "Pushed");
            arrivals.stored();
        }
    }

    static void consumed(Bytes payload, IArrivals& arrivals, Output& out)
    {
        const auto message = neo::parse_consume_message(payload);
        require(message && message->event == neo::ConsumeEvent::records, "Records");
        for (const Bytes record : Records(message->records.bytes))
            arrivals.record(record);
        OutputWriter writer(out);
        neo::write_code(writer, consume_id, neo::ConsumeControl::proceed);
    }

    Attachment to_;
    Credentials credentials_;
    std::int64_t supported_ = 0; // requests that wait for their second answer
};

} // namespace

std::unique_ptr<IProtocol> make_neo(const Attachment& attachment, const Credentials& credentials)
{
    if (attachment.role == Role::produce)
        throw std::runtime_error("the neo protocol has no stream without answers");
    return std::make_unique<Neo>(attachment, credentials);
}

} // namespace dmq::bench
