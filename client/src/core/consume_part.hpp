// SPDX-License-Identifier: BSL-1.0
// A Consume on one node as a state machine (neo-protocol §9.5, with D3, D8, D10, D11 mended).
#pragma once

#include <dmq/plugin/bytes.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>

namespace dmq::client {

class ConsumePart {
public:
    enum class State : std::uint8_t {
        waiting, // for a connection
        asked, // the start was sent
        supported, // and the node knows the request
        running,
        stopping, // Stop was sent
        given_up, // a batch will never be acknowledged: nothing more can come
        done,
    };

    /// What a message leads to.
    struct Step {
        std::optional<neo::ConsumeControl> reply;
        RecordRun records; // to be delivered, if there are any
        std::error_code failed; // the part is over, and why
        bool broken = false; // the connection has to end
    };

    State state() const noexcept { return state_; }
    bool done() const noexcept { return state_ == State::done; }
    /// Tells batches of different connections apart.
    std::uint64_t epoch() const noexcept { return epoch_; }

    /// Whether the start has to be sent, there being a connection now.
    bool connected() noexcept;
    /// The connection has ended. Whether the part starts again on the next one.
    bool lost() noexcept;
    Step message(Bytes payload) noexcept;
    /// The application has finished with a batch; what is to be sent, if anything.
    std::optional<neo::ConsumeControl> batch_done(std::uint64_t epoch) noexcept;
    /// The application has dropped a batch.
    void batch_given_up(std::uint64_t epoch) noexcept;
    /// No more batches are wanted. Stop is sent behind Started, and behind the last batch.
    std::optional<neo::ConsumeControl> stop() noexcept;
    /// Whatever the node says from now on is ignored.
    void abandon() noexcept { state_ = State::done; }

private:
    Step take_support(Bytes payload) noexcept;
    Step take_start(Bytes payload) noexcept;
    Step take_event(Bytes payload) noexcept;
    Step take_records(RecordRun records) noexcept;
    Step end(std::error_code cause, bool broken = false) noexcept;
    std::optional<neo::ConsumeControl> send_stop() noexcept;

    State state_ = State::waiting;
    bool stop_wanted_ = false;
    std::size_t held_ = 0; // batches that the application has
    std::uint64_t epoch_ = 0;
};

} // namespace dmq::client
