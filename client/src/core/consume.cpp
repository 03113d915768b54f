// SPDX-License-Identifier: BSL-1.0
#include "core/consume.hpp"

#include "plain_writer.hpp"

#include <algorithm>
#include <utility>

namespace dmq::client {

Consume::Consume(Context& context, NodeSet& nodes, std::string channel,
                 const ConsumeOptions& options, std::weak_ptr<detail::IBatchOwner> owner)
    : context_(context),
      nodes_(nodes),
      channel_(std::move(channel)),
      subscriber_(options.subscriber),
      notifier_(std::make_shared<Notifier>(options.on_notification)),
      owner_(std::move(owner)),
      begun_(context.now)
{
}

void Consume::start(std::uint64_t id)
{
    id_ = id;
    for (const auto& node : nodes_.all())
        node_added(*node);
}

void Consume::node_added(Node& node)
{
    parts_.emplace_back();
    if (stop_wanted_ || over_)
        parts_.back().abandon();
    else
        node_ready(node);
}

void Consume::node_ready(Node& node)
{
    if (node.ready() && parts_[node.index()].connected())
        ask(node);
}

void Consume::ask(Node& node)
{
    MessageBuilder message;
    neo::write_consume(message, id_, channel_, subscriber_);
    node.send(message.bytes());
}

void Consume::send(Node& node, std::optional<neo::ConsumeControl> control)
{
    if (!control)
        return;
    const auto timeout = context_.options.request_timeout;
    if (*control == neo::ConsumeControl::stop && timeout.count() > 0)
        deadline_ = context_.now + timeout;
    MessageBuilder message;
    neo::write_code(message, id_, *control);
    node.send(message.bytes());
}

void Consume::node_lost(Node& node)
{
    ConsumePart& part = parts_[node.index()];
    if (part.done() || part.state() == ConsumePart::State::waiting)
        return;
    tell(node, Errc::disconnected, part.lost());
    check_over();
}

std::error_code Consume::message(Node& node, Bytes payload)
{
    const ConsumePart::Step step = parts_[node.index()].message(payload);
    if (step.records.records > 0) {
        const detail::BatchTag tag{node.index(), parts_[node.index()].epoch()};
        batches_.emplace_back(step.records, node.address(), owner_, tag);
        deliver();
    }
    send(node, step.reply);
    if (step.failed) {
        result_ = stop_wanted_ ? make_error_code(Errc::stopped) : step.failed;
        tell(node, step.failed, false);
    }
    check_over();
    return step.broken ? step.failed : std::error_code();
}

void Consume::tell(const Node& node, std::error_code cause, bool retried)
{
    context_.counters.of(RequestKind::consume).failed_tries.add(1);
    context_.notify({Notification::Kind::request_failed, node.address(), cause, retried,
                     RequestKind::consume, channel_},
                    notifier_);
}

void Consume::next(detail::NextBatch& waiter)
{
    waiting_.push_back(&waiter);
    deliver();
}

void Consume::deliver()
{
    while (!waiting_.empty() && !batches_.empty() && !suspended_) {
        waiting_.front()->batch = std::move(batches_.front());
        batches_.pop_front();
        context_.outbox.push_back(waiting_.front());
        waiting_.pop_front();
    }
    if (!over_ || !batches_.empty())
        return;
    for (detail::NextBatch* const waiter : std::exchange(waiting_, {})) {
        waiter->error = result_;
        context_.outbox.push_back(waiter);
    }
}

void Consume::cancel(std::uint64_t key)
{
    const auto found = std::ranges::find(waiting_, key, &detail::NextBatch::cancel_key);
    if (found == waiting_.end())
        return;
    (*found)->error = Errc::canceled;
    context_.outbox.push_back(*found);
    waiting_.erase(found);
}

void Consume::batch_over(std::uint32_t node, std::uint64_t epoch, bool done)
{
    if (done)
        send(nodes_[node], parts_[node].batch_done(epoch));
    else
        parts_[node].batch_given_up(epoch);
    check_over();
}

void Consume::resume()
{
    suspended_ = false;
    deliver();
}

void Consume::stop()
{
    if (std::exchange(stop_wanted_, true))
        return;
    if (!over_)
        result_ = Errc::stopped;
    for (const auto& node : nodes_.all())
        send(*node, parts_[node->index()].stop());
    check_over();
}

void Consume::abandon()
{
    stop_wanted_ = true;
    for (ConsumePart& part : parts_)
        part.abandon();
    const auto dropped = std::exchange(batches_, {});
    check_over();
}

void Consume::close(std::error_code result)
{
    result_ = result;
    suspended_ = false;
    abandon();
}

/// Bounds how long a node that does not answer to Stop is waited for.
void Consume::tick()
{
    if (context_.now < deadline_)
        return;
    for (const auto& node : nodes_.all()) {
        ConsumePart& part = parts_[node->index()];
        if (part.state() != ConsumePart::State::stopping)
            continue;
        part.abandon();
        tell(*node, Errc::timed_out, false);
    }
    deadline_ = Time::max();
    check_over();
}

void Consume::check_over()
{
    const bool none_left = (stop_wanted_ || !parts_.empty()) &&
        std::ranges::all_of(parts_, &ConsumePart::done);
    if (none_left && !std::exchange(over_, true)) {
        deadline_ = Time::max();
        context_.counters.of(RequestKind::consume).time.add(context_.now - begun_);
    }
    deliver();
}

} // namespace dmq::client
