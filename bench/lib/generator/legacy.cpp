// SPDX-License-Identifier: BSL-1.0
// The legacy protocol: Push, Produce, Pop, Consume.
#include "protocol.hpp"

#include <dmq/protocol/legacy.hpp>

#include <stdexcept>

namespace dmq::bench {
namespace {

using legacy::Command;
using legacy::Status;

void put_array(Output& out, Bytes array)
{
    out.put_integer(std::uint64_t{array.size()});
    out.put(array);
}

void put_command(Output& out, Command command, std::string_view channel)
{
    out.put_integer(command);
    put_array(out, bytes_of(channel));
}

void require_ok(const std::byte* status)
{
    if (const auto got = load<Status>(status); got != Status::ok)
        throw std::runtime_error("answered with status " + std::to_string(static_cast<int>(got)));
}

/// The size of the byte string at the head of `in`, length included; 0 if it is not whole.
std::size_t array_size(Bytes in) noexcept
{
    if (in.size() < record_header)
        return 0;
    const auto length = load<std::uint64_t>(in.data());
    return length > in.size() - record_header ? 0 : record_header + length;
}

class Legacy final : public IProtocol {
public:
    explicit Legacy(const Attachment& attachment) : to_(attachment) { }

    void open(const Stream& stream) override
    {
        if (to_.role != Role::produce && to_.role != Role::consume)
            return;
        if (!to_.subscriber.empty())
            throw std::runtime_error("legacy consumers have no subscriber name");
        Output out;
        put_command(out, to_.role == Role::produce ? Command::produce : Command::consume,
                    to_.channel);
        stream.send(out);
        require_ok(stream.receive(sizeof(Status)).data());
    }

    void request(std::uint64_t, Bytes record, Output& out) override
    {
        if (to_.role == Role::pop)
            return put_command(out, Command::pop, to_.channel);
        if (to_.role == Role::push)
            put_command(out, Command::push, to_.channel);
        put_array(out, record);
    }

private:
    std::size_t parse_one(Bytes in, IArrivals& arrivals, Output&) override
    {
        if (to_.role == Role::consume)
            return record(in, 0, arrivals);
        if (in.size() < sizeof(Status))
            return 0;
        require_ok(in.data());
        if (to_.role == Role::pop)
            return record(in, sizeof(Status), arrivals);
        arrivals.stored();
        return sizeof(Status);
    }

    static std::size_t record(Bytes in, std::size_t at, IArrivals& arrivals)
    {
        const std::size_t size = array_size(in.subspan(at));
        if (size == record_header)
            throw std::runtime_error("an empty record arrived: the channel is empty or removed");
        if (size == 0)
            return 0;
        arrivals.record(in.subspan(at + record_header, size - record_header));
        return at + size;
    }

    Attachment to_;
};

} // namespace

std::unique_ptr<IProtocol> make_legacy(const Attachment& attachment)
{
    return std::make_unique<Legacy>(attachment);
}

} // namespace dmq::bench
