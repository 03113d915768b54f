// SPDX-License-Identifier: BSL-1.0
// Not for applications: a request for administration, to one node or all, and what each answered.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/client/detail/delivery.hpp>
#include <dmq/protocol/neo_admin.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

namespace dmq::client::detail {

/// Confined to the client's executor once submitted.
class DMQ_EXPORT AdminRequest : public Delivery {
public:
    /// What became of it on one node.
    struct Part {
        Address address;
        std::uint32_t node = 0;
        std::error_code error;
        std::vector<std::vector<std::byte>> payloads; // behind Support::supported
        bool supported = false;
        bool over = false;
    };

    explicit AdminRequest(neo::AdminCode request_code) noexcept : code(request_code) { }

    neo::AdminCode code;
    std::vector<std::byte> message; // the start; the id in it is set when it is known
    std::optional<Address> target; // nothing: all nodes
    std::error_code refused; // before it was sent: of all parts
    std::vector<Part> parts; // the result

    // what the engine knows
    std::uint64_t id = 0;
    std::uint64_t cancel_key = 0;
    std::chrono::steady_clock::time_point begun{};
};

} // namespace dmq::client::detail
