// SPDX-License-Identifier: BSL-1.0
// beanstalkd: put, and reserve with delete.
#include "protocol.hpp"
#include "text.hpp"

#include <stdexcept>

namespace dmq::bench {
namespace {

class Beanstalkd final : public IProtocol {
public:
    explicit Beanstalkd(const Attachment& attachment) : to_(attachment) { }

    void open(const Stream& stream) override
    {
        Output out;
        out.put("use " + to_.channel + "\r\nwatch " + to_.channel + "\r\nignore default\r\n");
        stream.send(out);
        for (int i = 0; i < 3; ++i)
            stream.receive_line();
        // one at a time: of several it has now and then left one unanswered until the next input
        if (to_.role == Role::consume)
            out.put("reserve\r\n");
        stream.send(out);
    }

    void request(std::uint64_t, Bytes record, Output& out) override
    {
        if (to_.role == Role::pop) {
            out.put("reserve-with-timeout 0\r\n");
            return;
        }
        out.put("put 0 0 60 " + std::to_string(record.size()) + "\r\n");
        out.put(record);
        out.put(crlf);
    }

private:
    std::size_t parse_one(Bytes in, IArrivals& arrivals, Output& out) override
    {
        const auto line = line_at(in);
        if (!line)
            return 0;
        const std::size_t head = line->size() + crlf.size();
        if (line->starts_with("INSERTED "))
            arrivals.stored();
        else if (line->starts_with("RESERVED "))
            return reserved(in, *line, arrivals, out);
        else if (*line != "DELETED")
            unexpected(*line);
        return head;
    }

    std::size_t reserved(Bytes in, std::string_view line, IArrivals& arrivals, Output& out) const
    {
        const std::size_t head = line.size() + crlf.size();
        const std::size_t size = number(word(line, 2));
        if (in.size() < head + size + crlf.size())
            return 0;
        out.put("delete ");
        out.put(word(line, 1));
        out.put(to_.role == Role::consume ? "\r\nreserve\r\n" : "\r\n");
        arrivals.record(in.subspan(head, size));
        return head + size + crlf.size();
    }

    Attachment to_;
};

} // namespace

std::unique_ptr<IProtocol> make_beanstalkd(const Attachment& attachment)
{
    if (attachment.role == Role::produce || !attachment.subscriber.empty())
        throw std::runtime_error("beanstalkd has neither unanswered requests nor subscribers");
    return std::make_unique<Beanstalkd>(attachment);
}

} // namespace dmq::bench
