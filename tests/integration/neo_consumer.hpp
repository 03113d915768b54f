// SPDX-License-Identifier: BSL-1.0
// Neo requests of a blocking client, one at a time.
#pragma once

#include "neo/neo_session.hpp"

#include <dmq/protocol/neo_requests.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::test {

/// A whole Push, Pop or Consume start of request `id`, as bytes.
std::string push_message(std::uint64_t id, std::string_view channel, std::string_view record);
std::string pop_message(std::uint64_t id, std::string_view channel);
std::string consume_message(std::uint64_t id, std::string_view channel,
                            std::string_view subscriber);
/// Continue or Stop.
std::string control_message(std::uint64_t id, neo::ConsumeControl control);

/// One Consume on a connection of its own.
class NeoConsumer {
public:
    static constexpr std::uint64_t id = 1;

    /// Logged in and started; the test has failed otherwise.
    NeoConsumer(std::uint16_t port, std::string_view channel, std::string_view subscriber);

    /// The records of the next batch, which waits for proceed(); empty when there is none because
    /// the request or the connection has ended.
    std::vector<std::string> next();
    void proceed() const { client_.send(control_message(id, neo::ConsumeControl::proceed)); }
    void stop() const { client_.send(control_message(id, neo::ConsumeControl::stop)); }
    /// The last message that next() has seen.
    neo::ConsumeEvent event() const noexcept { return event_; }
    const support::Client& client() const noexcept { return client_; }

private:
    support::Client client_;
    neo::ConsumeEvent event_ = neo::ConsumeEvent::records;
};

} // namespace dmq::test
