// SPDX-License-Identifier: BSL-1.0
#include "core/node.hpp"

#include <array>
#include <utility>

namespace dmq::client {

void NodeStatus::set_error(std::error_code error)
{
    const std::lock_guard lock(mutex_);
    last_error_ = error;
}

void NodeStatus::reset_counters() noexcept
{
    sent.reset();
    received.reset();
    sent_at_once.set(0);
    send_waits.reset();
}

NodeInfo NodeStatus::snapshot() const
{
    const std::lock_guard lock(mutex_);
    NodeInfo info;
    info.address = address;
    info.state = state.load();
    info.last_error = last_error_;
    info.connects = connects.get();
    info.failed_connects = failed_connects.get();
    info.sent = sent.snapshot();
    info.received = received.snapshot();
    info.sent_at_once = sent_at_once.get();
    info.send_waits = send_waits.snapshot();
    return info;
}

Node::Node(std::uint32_t index, const Address& address, std::uint64_t seed, Context& context,
           INodeEvents& events)
    : index_(index),
      context_(context),
      events_(events),
      backoff_(context.options.retry, seed),
      status_(std::make_shared<NodeStatus>(address)),
      deadline_(context.now + backoff_.next())
{
}

void Node::set_state(NodeState state) noexcept
{
    state_ = state;
    status_->state.store(state);
}

void Node::send(Bytes message, const SharedBytes& memory)
{
    const bool idle = out_.size() == 0;
    if (memory)
        out_.append(memory, message);
    else
        out_.append(message);
    status_->sent.messages.add(message.size() - neo::MessageHeader::size);
    if (idle) // else it is sent with what is there
        context_.transport.send(index_);
}

void Node::tick()
{
    if (context_.now < deadline_)
        return;
    if (state_ == NodeState::waiting) {
        set_state(NodeState::connecting);
        deadline_ = context_.now + context_.options.connect_timeout;
        context_.transport.connect(index_);
    } else if (state_ == NodeState::connecting) {
        fail(Errc::connect_timed_out);
    } else if (state_ == NodeState::logging_in) {
        fail(Errc::login_timed_out);
    }
}

void Node::connected()
{
    if (state_ != NodeState::connecting)
        return;
    set_state(NodeState::logging_in);
    deadline_ = context_.now + context_.options.login_timeout;
    login_.emplace(in_, out_, context_.options.credentials, context_.unix_clock);
    received();
}

void Node::received()
{
    if (state_ == NodeState::logging_in && !log_in())
        return;
    if (state_ != NodeState::ready)
        return;
    if (const std::error_code error = take_messages())
        fail(error);
}

/// Whether the node has accepted.
bool Node::log_in()
{
    const auto outcome = login_->advance();
    if (out_.size() > 0)
        context_.transport.send(index_);
    if (!outcome)
        return false;
    login_.reset();
    if (*outcome) {
        fail(*outcome);
        return false;
    }
    set_state(NodeState::ready);
    deadline_ = Time::max();
    ready_since_ = context_.now;
    status_->set_error({});
    status_->connects.add(1);
    context_.notify({Notification::Kind::connected, address(), {}, false, {}, {}});
    events_.node_ready(*this);
    return true;
}

namespace {

constexpr std::size_t short_body = neo::request_id_size + 1;
constexpr std::size_t short_message = neo::MessageHeader::size + short_body;

/// The header of a message with a payload of one byte, which nearly all answers are.
using Header = std::array<std::byte, neo::MessageHeader::size>;

bool same(const Header& header, const std::byte* other) noexcept
{
    constexpr std::size_t second = neo::MessageHeader::size - sizeof(std::uint64_t);
    return load<std::uint64_t>(header.data()) == load<std::uint64_t>(other) &&
        load<std::uint64_t>(header.data() + second) == load<std::uint64_t>(other + second);
}

} // namespace

std::error_code Node::take_message(Bytes body)
{
    return events_.node_message(*this, neo::parse_request_message(body));
}

/// All that are at the head of in().
std::error_code Node::take_short_messages()
{
    static const Header header =
        neo::MessageHeader::of(neo::MessageType::request, short_body).encode();
    std::error_code error;
    Bytes rest = in_.data();
    while (!error && rest.size() >= short_message && same(header, rest.data())) {
        error = take_message(rest.subspan(header.size(), short_body));
        rest = rest.subspan(short_message);
    }
    const std::size_t taken = in_.size() - rest.size();
    status_->received.messages.add(short_body, taken / short_message);
    in_.consume(taken);
    return error;
}

std::error_code Node::take_messages()
{
    for (;;) {
        if (const auto error = take_short_messages())
            return error;
        neo::MessageCodec codec(neo::MessageType::request, context_.options.max_message);
        const Bytes data = in_.data();
        const std::size_t wanted = codec.wanted(data);
        if (codec.error())
            return codec.error();
        if (wanted > data.size())
            return {};
        const Bytes body = codec.result(data);
        status_->received.messages.add(body.size());
        if (const auto error = take_message(body))
            return error;
        in_.consume(codec.size());
    }
}

void Node::lost(std::error_code cause)
{
    if (state_ != NodeState::waiting && state_ != NodeState::closed)
        fail(cause);
}

void Node::reconnect(std::error_code cause)
{
    if (state_ == NodeState::closed)
        return;
    if (state_ != NodeState::waiting)
        fail(cause);
    deadline_ = context_.now;
}

void Node::end_connection() noexcept
{
    context_.transport.close(index_);
    login_.reset();
    in_.clear();
    out_.clear();
}

void Node::fail(std::error_code cause)
{
    const bool was_ready = ready();
    if (was_ready)
        backoff_.lost_after(context_.now - ready_since_);
    else
        status_->failed_connects.add(1);
    end_connection();
    set_state(NodeState::waiting);
    status_->set_error(cause);
    deadline_ = context_.now + backoff_.next();
    context_.notify(
        {was_ready ? Notification::Kind::disconnected : Notification::Kind::connect_failed,
         address(),
         cause,
         true,
         {},
         {}});
    if (was_ready)
        events_.node_lost(*this);
}

void Node::close()
{
    end_connection();
    set_state(NodeState::closed);
    deadline_ = Time::max();
}

} // namespace dmq::client
