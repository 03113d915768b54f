// SPDX-License-Identifier: BSL-1.0
// The whole client without sockets, threads and clock: events in, actions on the transport and
// deliveries out. Confined to the client's executor.
#pragma once

#include "core/admin_requests.hpp"
#include "core/consume.hpp"
#include "core/context.hpp"
#include "core/node_set.hpp"
#include "core/request_table.hpp"
#include "core/requests.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dmq::client {

class Engine final : INodeEvents {
public:
    /// Without nodes. The arguments must outlive it.
    Engine(const ClientOptions& options, ITransport& transport, Counters& counters,
           neo::UnixClock unix_clock, Time now);
    /// Drops what was not delivered.
    ~Engine() override;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Before any other call of an event.
    void set_now(Time now) noexcept { context_.now = now; }
    /// Null if it is known already.
    Node* add_node(const Address& address);
    Node& node(std::uint32_t index) noexcept { return nodes_[index]; }

    /// Takes the request over.
    void submit(detail::Request& request);
    void submit(detail::AdminRequest& request);
    /// A request, or something that waits.
    void cancel(std::uint64_t key);
    /// Errc::queue_full is in the first delivery if there are too many.
    std::shared_ptr<Consume> consume(std::string channel, const ConsumeOptions& options,
                                     std::weak_ptr<detail::IBatchOwner> owner);
    /// Anything that is done to a Consume.
    void control(Consume& consume, const std::function<void(Consume&)>& action);
    /// Take the waiter over.
    void wait_room(detail::Waiter& waiter);
    void wait_connected(detail::Waiter& waiter, std::size_t nodes);
    void reconnect();
    /// Everything ends with this error; nothing is connected any more.
    void close(std::error_code result);

    /// What is due. After any event, and at deadline().
    void tick();
    Time deadline() const noexcept;
    /// What was delivered is no longer here. Stops at the first exception; the rest stays.
    void deliver();
    bool has_deliveries() const noexcept { return !context_.outbox.empty(); }

private:
    struct ConnectedWaiter {
        detail::Waiter* waiter;
        std::size_t nodes;
    };

    void node_ready(Node& node) override;
    std::error_code node_message(Node& node, const neo::RequestMessage& message) override;
    void node_lost(Node& node) override;
    void count_nodes();
    void settle(Consume& consume);
    template <class Action> void for_each_consume(Action action);
    bool has_room() const noexcept;
    void wake_waiters();
    void finish(detail::Waiter& waiter, std::error_code result);

    Context context_;
    NodeSet nodes_;
    RequestTable table_;
    Requests requests_;
    AdminRequests admin_;
    std::vector<std::shared_ptr<Consume>> consumes_;
    std::vector<detail::Waiter*> room_waiters_;
    std::vector<ConnectedWaiter> connected_waiters_;
    std::error_code closed_; // with what
};

} // namespace dmq::client
