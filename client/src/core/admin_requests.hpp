// SPDX-License-Identifier: BSL-1.0
// Requests for administration: to each node concerned at once, each answers for itself.
#pragma once

#include "core/context.hpp"
#include "core/node_set.hpp"
#include "core/request_table.hpp"

#include <dmq/client/detail/admin_request.hpp>

#include <cstdint>
#include <system_error>

namespace dmq::client {

class AdminRequests {
public:
    AdminRequests(Context& context, NodeSet& nodes, RequestTable& table)
        : context_(context), nodes_(nodes), table_(table)
    {
    }

    /// Takes the request over; its result goes to the outbox.
    void submit(detail::AdminRequest& request);
    /// A message for a request in the table. An error ends the connection.
    std::error_code message(detail::AdminRequest& request, const Node& node, Bytes payload);
    void node_lost(const Node& node);
    void cancel(std::uint64_t key);
    /// Ends all.
    void close(std::error_code result);
    /// Time-outs.
    void tick();
    Time deadline() const noexcept { return deadline_; }

private:
    using Request = detail::AdminRequest;
    using Part = detail::AdminRequest::Part;

    void ask(Request& request, Part& part);
    std::error_code take(Request& request, Part& part, Bytes payload);
    void fail(Request& request, std::error_code cause);
    void finish_if_over(Request& request);
    template <class Action> void for_each(Action action);

    Context& context_;
    NodeSet& nodes_;
    RequestTable& table_;
    Time deadline_ = Time::max(); // no time-out is earlier
};

} // namespace dmq::client
