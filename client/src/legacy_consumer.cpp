// SPDX-License-Identifier: BSL-1.0
#include "link.hpp"

#include <dmq/client/legacy_consumer.hpp>

namespace dmq::client {
namespace {

constexpr std::size_t run_size = 256 * 1024;

} // namespace

LegacyConsumer::LegacyConsumer(Link& link) noexcept : link_(link) { link_.set_streaming(true); }

LegacyConsumer::~LegacyConsumer()
{
    if (ended_)
        return;
    link_.set_streaming(false);
    link_.close();
}

void LegacyConsumer::wait_accepted() { take_status(no_deadline); }

bool LegacyConsumer::wait(Time deadline)
{
    const Link::Wake wake = link_.step(deadline);
    if (wake == Link::Wake::stopped)
        throw Error(Error::Kind::interrupted, to_string(link_.node()) + ": interrupted");
    return wake == Link::Wake::moved;
}

bool LegacyConsumer::take_status(Time deadline)
{
    while (!accepted_ && link_.input().size() < sizeof(Status))
        if (!wait(deadline))
            return false;
    if (accepted_)
        return true;
    const Status status = link_.read_status();
    if (status != Status::ok) {
        end();
        throw Error(Error::Kind::refused,
                    to_string(link_.node()) + ": Consume refused: " + describe(status), status);
    }
    return accepted_ = true;
}

RecordRun LegacyConsumer::next_run(Time deadline)
{
    if (ended_ || !take_status(deadline))
        return {};
    legacy::StreamCodec codec(run_size);
    while (codec.wanted(link_.input().data()) > link_.input().size())
        if (!wait(deadline))
            return {};
    if (const std::error_code error = codec.error())
        link_.fail(Error::Kind::protocol, "the node sent a " + error.message());
    const legacy::StreamPart part = codec.result(link_.input().data());
    link_.input().consume(codec.size());
    if (part.last)
        end();
    return part.run;
}

std::optional<std::string_view> LegacyConsumer::next(Time deadline)
{
    if (run_.empty())
        run_ = next_run(deadline).bytes;
    if (run_.empty())
        return std::nullopt;
    const Bytes record = *Records(run_).begin();
    run_ = run_.subspan(record_header + record.size());
    return text_of(record);
}

void LegacyConsumer::leave() { link_.leave(); }

void LegacyConsumer::end() noexcept
{
    ended_ = true;
    link_.set_streaming(false);
}

} // namespace dmq::client
