// SPDX-License-Identifier: BSL-1.0
// A Consume over all nodes: its parts, the batches that wait for the application, and who waits.
#pragma once

#include "core/consume_part.hpp"
#include "core/context.hpp"
#include "core/node_set.hpp"

#include <dmq/client/batch.hpp>
#include <dmq/client/detail/delivery.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace dmq::client {

class Consume {
public:
    Consume(Context& context, NodeSet& nodes, std::string channel, const ConsumeOptions& options,
            std::weak_ptr<detail::IBatchOwner> owner);

    /// Starts with the nodes there are. `id` is the request's on all of them.
    void start(std::uint64_t id);
    std::uint64_t id() const noexcept { return id_; }

    void node_added(Node& node);
    void node_ready(Node& node);
    void node_lost(Node& node);
    /// An error ends the connection.
    std::error_code message(Node& node, Bytes payload);

    /// Takes the waiter over.
    void next(detail::NextBatch& waiter);
    void cancel(std::uint64_t key);
    void batch_over(std::uint32_t node, std::uint64_t epoch, bool done);
    void suspend() noexcept { suspended_ = true; }
    void resume();
    void stop();
    /// Nobody will ask for batches any more: what was not delivered stays unacknowledged.
    void abandon();
    /// Ends at once.
    void close(std::error_code result);
    void tick();
    Time deadline() const noexcept { return deadline_; }
    /// Nothing more will come from any node.
    bool over() const noexcept { return over_; }

private:
    void send(Node& node, std::optional<neo::ConsumeControl> control);
    void ask(Node& node);
    void deliver();
    void tell(const Node& node, std::error_code cause, bool retried);
    void check_over();

    Context& context_;
    NodeSet& nodes_;
    std::string channel_;
    std::string subscriber_;
    std::shared_ptr<const Notifier> notifier_;
    std::weak_ptr<detail::IBatchOwner> owner_;
    std::uint64_t id_ = 0;
    Time begun_;
    std::vector<ConsumePart> parts_; // by index of the node
    std::deque<Batch> batches_; // received, not delivered
    std::deque<detail::NextBatch*> waiting_;
    std::error_code result_ = Errc::stopped;
    Time deadline_ = Time::max(); // for the answer to Stop
    bool suspended_ = false;
    bool stop_wanted_ = false;
    bool over_ = false;
};

} // namespace dmq::client
