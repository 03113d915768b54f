// SPDX-License-Identifier: BSL-1.0
// memcached is no queue: set and get of as many keys as there are records, as a yardstick.
#include "protocol.hpp"
#include "text.hpp"

#include <stdexcept>

namespace dmq::bench {
namespace {

class Memcached final : public IProtocol {
public:
    explicit Memcached(const Attachment& attachment) : to_(attachment) { }

    void open(const Stream&) override { }

    void request(std::uint64_t index, Bytes record, Output& out) override
    {
        const std::string key = to_.channel + std::to_string(index);
        if (to_.role == Role::pop) {
            out.put("get " + key + "\r\n");
            return;
        }
        out.put("set " + key + " 0 0 " + std::to_string(record.size()) + "\r\n");
        out.put(record);
        out.put(crlf);
    }

private:
    std::size_t parse_one(Bytes in, IArrivals& arrivals, Output&) override
    {
        constexpr std::string_view end = "\r\nEND\r\n";
        const auto line = line_at(in);
        if (!line)
            return 0;
        const std::size_t head = line->size() + crlf.size();
        if (*line == "STORED") {
            arrivals.stored();
            return head;
        }
        if (!line->starts_with("VALUE "))
            unexpected(*line);
        const std::size_t size = number(word(*line, 3));
        if (in.size() < head + size + end.size())
            return 0;
        arrivals.record(in.subspan(head, size));
        return head + size + end.size();
    }

    Attachment to_;
};

} // namespace

std::unique_ptr<IProtocol> make_memcached(const Attachment& attachment)
{
    if (attachment.role != Role::push && attachment.role != Role::pop)
        throw std::runtime_error("memcached can only set and get");
    return std::make_unique<Memcached>(attachment);
}

} // namespace dmq::bench
