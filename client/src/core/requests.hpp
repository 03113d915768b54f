// SPDX-License-Identifier: BSL-1.0
// Push and Pop: from node to node until one has done it (neo-protocol §7.1, §7.2, §9.4).
#pragma once

#include "core/context.hpp"
#include "core/node_set.hpp"
#include "core/request_table.hpp"

#include <dmq/client/detail/delivery.hpp>
#include <dmq/protocol/neo_requests.hpp>

#include <cstdint>
#include <deque>
#include <system_error>
#include <unordered_map>

namespace dmq::client {

class Requests {
public:
    Requests(Context& context, NodeSet& nodes, RequestTable& table)
        : context_(context), nodes_(nodes), table_(table)
    {
    }

    /// Takes the request over; its result goes to the outbox. One that is not counted waits.
    void submit(detail::Request& request);
    /// A message for a request in the table. An error ends the connection.
    std::error_code message(detail::Request& request, const Node& node, Bytes payload);
    /// All that wait for an answer of this node are tried on others.
    void node_lost(const Node& node);
    void cancel(std::uint64_t key);
    /// Ends all.
    void close(std::error_code result);
    /// Time-outs, and those that wait for room.
    void tick();
    Time deadline() const noexcept { return deadline_; }

private:
    using Request = detail::Request;

    void start(Request& request);
    void ask(Request& request, Node& node);
    std::error_code take_support(Request& request, Bytes payload);
    std::error_code take_result(Request& request, Bytes payload);
    void take_pop(Request& request, neo::PopResult result, Bytes value);
    void fail_on_node(Request& request, std::error_code cause);
    void try_next(Request& request, bool tell);
    std::error_code final_error(const Request& request) const noexcept;
    void finish(Request& request, std::error_code result);
    void time_out();

    Context& context_;
    NodeSet& nodes_;
    RequestTable& table_;
    std::unordered_map<std::uint64_t, Request*> cancelable_;
    std::deque<Request*> parked_; // without room
    Time deadline_ = Time::max(); // no time-out is earlier
};

} // namespace dmq::client
