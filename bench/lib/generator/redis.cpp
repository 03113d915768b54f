// SPDX-License-Identifier: BSL-1.0
// Redis: lists (RPUSH, LPOP, BLPOP) and streams (XADD, XREAD).
#include "protocol.hpp"
#include "text.hpp"

#include <initializer_list>
#include <stdexcept>

namespace dmq::bench {
namespace {

constexpr unsigned blocking_pops = 64; // of a consumer, at a time
constexpr std::string_view stream_length = "100000"; // entries kept, about

void put_command(Output& out, std::initializer_list<std::string_view> words)
{
    out.put("*" + std::to_string(words.size()) + "\r\n");
    for (const std::string_view each : words) {
        out.put("$" + std::to_string(each.size()) + "\r\n");
        out.put(each);
        out.put(crlf);
    }
}

/// One reply, with all bulk strings in it in a row.
class Reply {
public:
    /// Size of the whole reply; 0: not all of it is there.
    std::size_t parse(Bytes in)
    {
        strings_.clear();
        return parse_value(in);
    }
    const std::vector<Bytes>& strings() const noexcept { return strings_; }

private:
    std::size_t parse_value(Bytes in)
    {
        const auto line = line_at(in);
        if (!line)
            return 0;
        const std::size_t head = line->size() + crlf.size();
        if (line->starts_with('-'))
            unexpected(*line);
        if (line->starts_with('$'))
            return *line == "$-1" ? head : parse_bulk(in, head, number(line->substr(1)));
        if (line->starts_with('*'))
            return *line == "*-1" ? head : parse_array(in, head, number(line->substr(1)));
        return head;
    }

    std::size_t parse_bulk(Bytes in, std::size_t head, std::size_t size)
    {
        if (in.size() < head + size + crlf.size())
            return 0;
        strings_.push_back(in.subspan(head, size));
        return head + size + crlf.size();
    }

    std::size_t parse_array(Bytes in, std::size_t head, std::size_t count)
    {
        std::size_t used = head;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t step = parse_value(in.subspan(used));
            if (step == 0)
                return 0;
            used += step;
        }
        return used;
    }

    std::vector<Bytes> strings_;
};

/// The first string of a reply.
std::string receive_reply(const Stream& stream)
{
    Reply reply;
    std::vector<std::byte> bytes;
    do
        bytes.push_back(stream.receive(1).front());
    while (reply.parse(bytes) == 0);
    return reply.strings().empty() ? "" : std::string(text_of(reply.strings().front()));
}

class RedisProtocol : public IProtocol {
protected:
    virtual void replied(const std::vector<Bytes>& strings, IArrivals& arrivals, Output& out) = 0;

private:
    std::size_t parse_one(Bytes in, IArrivals& arrivals, Output& out) final
    {
        const std::size_t size = reply_.parse(in);
        if (size != 0)
            replied(reply_.strings(), arrivals, out);
        return size;
    }

    Reply reply_;
};

class List final : public RedisProtocol {
public:
    explicit List(const Attachment& attachment) : to_(attachment) { }

    void open(const Stream& stream) override
    {
        Output out;
        for (unsigned i = 0; to_.role == Role::consume && i < blocking_pops; ++i)
            put_blocking_pop(out);
        stream.send(out);
    }

    void request(std::uint64_t, Bytes record, Output& out) override
    {
        if (to_.role == Role::push)
            put_command(out, {"RPUSH", to_.channel, text_of(record)});
        else
            put_command(out, {"LPOP", to_.channel});
    }

private:
    void put_blocking_pop(Output& out) const { put_command(out, {"BLPOP", to_.channel, "0"}); }

    void replied(const std::vector<Bytes>& strings, IArrivals& arrivals, Output& out) override
    {
        if (to_.role == Role::push)
            return arrivals.stored();
        if (strings.empty())
            throw std::runtime_error("the list is empty");
        arrivals.record(strings.back());
        if (to_.role == Role::consume)
            put_blocking_pop(out);
    }

    Attachment to_;
};

class EntryStream final : public RedisProtocol {
public:
    explicit EntryStream(const Attachment& attachment) : to_(attachment) { }

    /// From behind the last entry that is there now: "$" would mean the last one when the server
    /// comes to read the request.
    void open(const Stream& stream) override
    {
        if (to_.role != Role::consume)
            return;
        Output out;
        put_command(out, {"XREVRANGE", to_.channel, "+", "-", "COUNT", "1"});
        stream.send(out);
        const auto last = receive_reply(stream);
        put_read(out, last.empty() ? "0-0" : last);
        stream.send(out);
    }

    void request(std::uint64_t, Bytes record, Output& out) override
    {
        put_command(out,
                    {"XADD", to_.channel, "MAXLEN", "~", stream_length, "*", "r", text_of(record)});
    }

private:
    void put_read(Output& out, std::string_view after) const
    {
        put_command(out, {"XREAD", "COUNT", "1000", "BLOCK", "0", "STREAMS", to_.channel, after});
    }

    void replied(const std::vector<Bytes>& strings, IArrivals& arrivals, Output& out) override
    {
        if (to_.role == Role::push)
            return arrivals.stored();
        // the stream's name, then id, field, value of each entry
        for (std::size_t i = 3; i < strings.size(); i += 3)
            arrivals.record(strings[i]);
        if (strings.size() < 4)
            throw std::runtime_error("XREAD was answered with nothing");
        put_read(out, text_of(strings[strings.size() - 3]));
    }

    Attachment to_;
};

} // namespace

std::unique_ptr<IProtocol> make_redis(const Attachment& attachment)
{
    if (attachment.role == Role::produce || !attachment.subscriber.empty())
        throw std::runtime_error("Redis lists have neither unanswered requests nor subscribers");
    return std::make_unique<List>(attachment);
}

std::unique_ptr<IProtocol> make_redis_stream(const Attachment& attachment)
{
    if (attachment.role == Role::produce || attachment.role == Role::pop || attachment.shared)
        throw std::runtime_error("Redis streams can be pushed to, and consumed by one each");
    return std::make_unique<EntryStream>(attachment);
}

} // namespace dmq::bench
