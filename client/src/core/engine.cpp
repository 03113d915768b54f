// SPDX-License-Identifier: BSL-1.0
#include "core/engine.hpp"

#include <algorithm>
#include <utility>

namespace dmq::client {

Engine::Engine(const ClientOptions& options, ITransport& transport, Counters& counters,
               neo::UnixClock unix_clock, Time now)
    : context_{options, transport, counters, std::move(unix_clock), now, {}},
      nodes_(context_, *this),
      requests_(context_, nodes_, table_),
      admin_(context_, nodes_, table_)
{
}

Engine::~Engine()
{
    close(Errc::closed);
    for (detail::Delivery* const delivery : context_.outbox)
        delivery->drop();
}

Node* Engine::add_node(const Address& address)
{
    Node* const node = closed_ ? nullptr : nodes_.add(address);
    if (node == nullptr)
        return nullptr;
    for (const auto& consume : consumes_)
        consume->node_added(*node);
    count_nodes();
    return node;
}

void Engine::submit(detail::Request& request)
{
    if (closed_)
        request.error = closed_;
    requests_.submit(request);
}

void Engine::submit(detail::AdminRequest& request)
{
    if (closed_)
        request.refused = closed_;
    else if (table_.size() >= neo::max_active_requests)
        request.refused = Errc::queue_full;
    admin_.submit(request);
}

std::shared_ptr<Consume> Engine::consume(std::string channel, const ConsumeOptions& options,
                                         std::weak_ptr<detail::IBatchOwner> owner)
{
    auto consume = std::make_shared<Consume>(context_, nodes_, std::move(channel), options,
                                             std::move(owner));
    if (closed_ || table_.size() >= neo::max_active_requests) {
        consume->close(closed_ ? closed_ : Errc::queue_full);
        return consume;
    }
    consumes_.push_back(consume);
    consume->start(table_.insert({nullptr, consume.get(), nullptr, 0}));
    return consume;
}

void Engine::control(Consume& consume, const std::function<void(Consume&)>& action)
{
    action(consume);
    settle(consume);
}

/// A Consume that is over gives its id back.
void Engine::settle(Consume& consume)
{
    if (!consume.over())
        return;
    const auto same = [&](const auto& other) { return other.get() == &consume; };
    const auto found = std::ranges::find_if(consumes_, same);
    if (found == consumes_.end())
        return;
    table_.erase(consume.id());
    consumes_.erase(found);
}

template <class Action> void Engine::for_each_consume(Action action)
{
    for (std::size_t i = consumes_.size(); i-- > 0;) {
        const std::shared_ptr<Consume> consume = consumes_[i];
        action(*consume);
        settle(*consume);
    }
}

void Engine::cancel(std::uint64_t key)
{
    requests_.cancel(key);
    admin_.cancel(key);
    for (const auto& consume : consumes_)
        consume->cancel(key);
    const auto waits = [key](const detail::Waiter* waiter) { return waiter->cancel_key == key; };
    if (const auto found = std::ranges::find_if(room_waiters_, waits);
        found != room_waiters_.end()) {
        finish(**found, Errc::canceled);
        room_waiters_.erase(found);
    }
    if (const auto found = std::ranges::find_if(connected_waiters_, waits,
                                                &ConnectedWaiter::waiter);
        found != connected_waiters_.end()) {
        finish(*found->waiter, Errc::canceled);
        connected_waiters_.erase(found);
    }
}

void Engine::wait_room(detail::Waiter& waiter)
{
    if (closed_)
        return finish(waiter, closed_);
    room_waiters_.push_back(&waiter);
    wake_waiters();
}

void Engine::wait_connected(detail::Waiter& waiter, std::size_t nodes)
{
    if (closed_)
        return finish(waiter, closed_);
    connected_waiters_.push_back({&waiter, nodes});
    wake_waiters();
}

void Engine::finish(detail::Waiter& waiter, std::error_code result)
{
    waiter.error = result;
    context_.outbox.push_back(&waiter);
}

bool Engine::has_room() const noexcept
{
    const auto& load = context_.counters.load;
    return load.requests() < context_.options.max_requests &&
        load.bytes() < context_.options.max_bytes;
}

void Engine::wake_waiters()
{
    if (!room_waiters_.empty() && has_room())
        for (detail::Waiter* const waiter : std::exchange(room_waiters_, {}))
            finish(*waiter, {});
    std::erase_if(connected_waiters_, [this](const ConnectedWaiter& waiting) {
        const std::size_t wanted = std::min(waiting.nodes, nodes_.all().size());
        const bool enough = context_.counters.connected_nodes.get() >= wanted;
        if (enough)
            finish(*waiting.waiter, {});
        return enough;
    });
}

void Engine::count_nodes()
{
    const auto& all = nodes_.all();
    const auto ready = std::ranges::count_if(all, [](const auto& node) { return node->ready(); });
    const auto initializing = std::ranges::count_if(
        all, [](const auto& node) { return node->status()->connects.get() == 0; });
    context_.counters.registered_nodes.set(all.size());
    context_.counters.connected_nodes.set(static_cast<std::uint64_t>(ready));
    context_.counters.initializing_nodes.set(static_cast<std::uint64_t>(initializing));
}

void Engine::node_ready(Node& node)
{
    count_nodes();
    for (const auto& consume : consumes_)
        consume->node_ready(node);
}

std::error_code Engine::node_message(Node& node, const neo::RequestMessage& message)
{
    const RequestTable::Entry& entry = table_.find(message.request_id);
    if (entry.request != nullptr)
        return requests_.message(*entry.request, node, message.payload);
    if (entry.admin != nullptr)
        return admin_.message(*entry.admin, node, message.payload);
    Consume* const consume = entry.consume;
    if (consume == nullptr)
        return {}; // neo-protocol §5.4: of a request that has ended
    const std::error_code error = consume->message(node, message.payload);
    settle(*consume);
    return error;
}

void Engine::node_lost(Node& node)
{
    count_nodes();
    requests_.node_lost(node);
    admin_.node_lost(node);
    for_each_consume([&](Consume& consume) { consume.node_lost(node); });
}

void Engine::reconnect()
{
    for (const auto& node : nodes_.all())
        node->reconnect(Errc::disconnected);
}

void Engine::close(std::error_code result)
{
    if (std::exchange(closed_, result))
        return;
    for (const auto& node : nodes_.all())
        node->close();
    count_nodes();
    requests_.close(result);
    admin_.close(result);
    for_each_consume([&](Consume& consume) { consume.close(result); });
    for (detail::Waiter* const waiter : std::exchange(room_waiters_, {}))
        finish(*waiter, result);
    for (const ConnectedWaiter& waiting : std::exchange(connected_waiters_, {}))
        finish(*waiting.waiter, result);
}

void Engine::tick()
{
    for (const auto& node : nodes_.all())
        node->tick();
    requests_.tick();
    admin_.tick();
    for_each_consume([](Consume& consume) { consume.tick(); });
    wake_waiters();
}

Time Engine::deadline() const noexcept
{
    Time first = std::min(requests_.deadline(), admin_.deadline());
    for (const auto& node : nodes_.all())
        first = std::min(first, node->deadline());
    for (const auto& consume : consumes_)
        first = std::min(first, consume->deadline());
    return first;
}

void Engine::deliver()
{
    context_.counters.load.release_finished(); // who is called may want to use it
    std::vector<detail::Delivery*> batch = std::exchange(context_.outbox, {});
    std::size_t next = 0;
    try {
        while (next < batch.size())
            batch[next++]->deliver();
    } catch (...) {
        context_.outbox.insert(context_.outbox.begin(),
                               batch.begin() + static_cast<std::ptrdiff_t>(next), batch.end());
        throw;
    }
    batch.clear();
    if (context_.outbox.empty())
        context_.outbox.swap(batch); // keeps its memory
}

} // namespace dmq::client
