// SPDX-License-Identifier: BSL-1.0
#include "core/consume_part.hpp"

#include <dmq/client/errc.hpp>
#include <dmq/protocol/neo_error.hpp>

namespace dmq::client {

using neo::ConsumeControl;

bool ConsumePart::connected() noexcept
{
    if (state_ != State::waiting)
        return false;
    state_ = State::asked;
    return true;
}

bool ConsumePart::lost() noexcept
{
    if (state_ == State::done || state_ == State::waiting)
        return false;
    state_ = stop_wanted_ ? State::done : State::waiting;
    held_ = 0;
    ++epoch_;
    return state_ == State::waiting;
}

ConsumePart::Step ConsumePart::message(Bytes payload) noexcept
{
    switch (state_) {
    case State::asked:
        return take_support(payload);
    case State::supported:
        return take_start(payload);
    case State::running:
    case State::stopping:
    case State::given_up:
        return take_event(payload);
    case State::waiting:
    case State::done:
        break;
    }
    return {};
}

ConsumePart::Step ConsumePart::end(std::error_code cause, bool broken) noexcept
{
    state_ = State::done;
    Step step;
    step.failed = cause;
    step.broken = broken;
    return step;
}

ConsumePart::Step ConsumePart::take_support(Bytes payload) noexcept
{
    const auto support = neo::parse_code<neo::Support>(payload);
    if (!support)
        return payload.size() == 1 ? end(Errc::unknown_answer)
                                   : end(neo::Error::malformed_payload, true);
    if (*support != neo::Support::supported)
        return end(*support == neo::Support::not_supported ? Errc::unsupported_request
                                                           : Errc::unsupported_version);
    state_ = State::supported;
    return {};
}

ConsumePart::Step ConsumePart::take_start(Bytes payload) noexcept
{
    const auto start = neo::parse_code<neo::ConsumeStart>(payload);
    if (!start)
        return payload.size() == 1 ? end(Errc::unknown_answer)
                                   : end(neo::Error::malformed_payload, true);
    if (*start == neo::ConsumeStart::error)
        return end(Errc::node_error);
    state_ = State::running;
    Step step;
    if (stop_wanted_)
        step.reply = send_stop();
    return step;
}

ConsumePart::Step ConsumePart::take_event(Bytes payload) noexcept
{
    const auto message = neo::parse_consume_message(payload);
    if (!message)
        return end(neo::Error::malformed_payload, true);
    switch (message->event) {
    case neo::ConsumeEvent::records:
        return take_records(message->records);
    case neo::ConsumeEvent::channel_removed:
        return end(Errc::channel_removed);
    case neo::ConsumeEvent::stopped:
        break;
    }
    return stop_wanted_ ? end({}) : end(neo::Error::unexpected_message, true);
}

ConsumePart::Step ConsumePart::take_records(RecordRun records) noexcept
{
    Step step;
    step.records = records;
    if (records.records > 0)
        ++held_;
    else if (state_ == State::running) // nothing that the application could acknowledge
        step.reply = ConsumeControl::proceed;
    return step;
}

std::optional<ConsumeControl> ConsumePart::batch_done(std::uint64_t epoch) noexcept
{
    if (epoch != epoch_ || held_ == 0)
        return std::nullopt;
    --held_;
    if (state_ != State::running)
        return std::nullopt;
    if (stop_wanted_)
        return held_ == 0 ? send_stop() : std::nullopt;
    return ConsumeControl::proceed;
}

void ConsumePart::batch_given_up(std::uint64_t epoch) noexcept
{
    if (epoch == epoch_ && state_ == State::running)
        state_ = stop_wanted_ ? State::done : State::given_up;
}

std::optional<ConsumeControl> ConsumePart::stop() noexcept
{
    if (stop_wanted_)
        return std::nullopt;
    stop_wanted_ = true;
    if (state_ == State::waiting || state_ == State::given_up)
        state_ = State::done;
    return state_ == State::running && held_ == 0 ? send_stop() : std::nullopt;
}

std::optional<ConsumeControl> ConsumePart::send_stop() noexcept
{
    state_ = State::stopping;
    return ConsumeControl::stop;
}

} // namespace dmq::client
