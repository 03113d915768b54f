// SPDX-License-Identifier: BSL-1.0
// Looking after the channels of a DMQ: what they hold, and removing it. Nodes of the original do
// not know these requests: unsupported_request.
#pragma once

#include <dmq/client/client.hpp>
#include <dmq/client/detail/admin_request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq::client {

/// What one node answered. The value is meaningful without an error; errors, beside those of the
/// connection: channel_unknown, node_error (a name that cannot be, or the storage failed).
template <class T> struct AtNode {
    Address node;
    std::error_code error;
    T value{};
};

/// One queue of a channel: that without a subscriber, or a subscriber's.
struct QueueStatus {
    std::string channel;
    std::optional<std::string> subscriber;
    QueueUsage usage;
    std::uint64_t consumers = 0;
};

/// What is to be shown of a queue.
struct PeekWish {
    std::uint32_t max_records = 1;
    std::uint64_t max_bytes = 1024 * 1024; // at least one record is shown
};

struct Nothing { };

namespace detail {

/// What each node's payloads mean.
struct ListResult {
    using Base = AdminRequest;
    DMQ_EXPORT static std::tuple<std::vector<AtNode<std::vector<QueueStatus>>>> take(Base& from);
};
struct PeekResult {
    using Base = AdminRequest;
    DMQ_EXPORT static std::tuple<std::vector<AtNode<std::vector<Record>>>> take(Base& from);
};
struct ClearResult {
    using Base = AdminRequest;
    DMQ_EXPORT static std::tuple<std::vector<AtNode<std::uint64_t>>> take(Base& from);
};
struct RemoveResult {
    using Base = AdminRequest;
    DMQ_EXPORT static std::tuple<std::vector<AtNode<Nothing>>> take(Base& from);
};

DMQ_EXPORT void write_start(AdminRequest& request, const neo::ListArguments& arguments);
DMQ_EXPORT void write_start(AdminRequest& request, const neo::PeekArguments& arguments);
DMQ_EXPORT void write_start(AdminRequest& request, const neo::RemoveChannelArguments& arguments);
DMQ_EXPORT void write_start(AdminRequest& request, const neo::RemoveSubscriberArguments& arguments);
DMQ_EXPORT void write_start(AdminRequest& request, const neo::ClearArguments& arguments);

} // namespace detail

/// Requests to one node, or to all that are known at the same time. Any thread. Each completes with
/// a vector: the node's answer, or those of all nodes in the order in which they were added; nodes
/// that are not connected answer not_connected. Signature: void(std::vector<AtNode<…>>).
class Admin {
public:
    using Target = std::optional<Address>;

    explicit Admin(const Client& client) : core_(client.core_) { }

    /// All queues, or those of one channel: AtNode<std::vector<QueueStatus>>.
    template <class Token> auto async_list(std::string channel, Target node, Token&& token)
    {
        return start<detail::ListResult>(
            neo::AdminCode::list_channels, std::move(node), std::forward<Token>(token),
            [channel = std::move(channel)] { return neo::ListArguments{channel}; });
    }
    /// The oldest records of a queue, which stay there: AtNode<std::vector<Record>>.
    template <class Token>
    auto async_peek(std::string channel, std::string subscriber, PeekWish wish, Target node,
                    Token&& token)
    {
        return start<detail::PeekResult>(
            neo::AdminCode::peek, std::move(node), std::forward<Token>(token),
            [channel = std::move(channel), subscriber = std::move(subscriber), wish] {
                return neo::PeekArguments{channel, subscriber, wish.max_records, wish.max_bytes};
            });
    }
    /// Forgets all records of a queue, or of all queues of a channel; the value is how many:
    /// AtNode<std::uint64_t>.
    template <class Token>
    auto async_clear(std::string channel, std::optional<std::string> subscriber, Target node,
                     Token&& token)
    {
        return start<detail::ClearResult>(
            neo::AdminCode::clear, std::move(node), std::forward<Token>(token),
            [channel = std::move(channel), subscriber = std::move(subscriber)] {
                return neo::ClearArguments{channel, subscriber};
            });
    }
    /// Removes a channel with all that belongs to it; its consumers end: AtNode<Nothing>.
    template <class Token>
    auto async_remove_channel(std::string channel, Target node, Token&& token)
    {
        return start<detail::RemoveResult>(
            neo::AdminCode::remove_channel, std::move(node), std::forward<Token>(token),
            [channel = std::move(channel)] { return neo::RemoveChannelArguments{channel}; });
    }
    /// Removes a subscriber with its queue: AtNode<Nothing>.
    template <class Token>
    auto async_remove_subscriber(std::string channel, std::string subscriber, Target node,
                                 Token&& token)
    {
        return start<detail::RemoveResult>(
            neo::AdminCode::remove_subscriber, std::move(node), std::forward<Token>(token),
            [channel = std::move(channel), subscriber = std::move(subscriber)] {
                return neo::RemoveSubscriberArguments{channel, subscriber};
            });
    }

private:
    template <class Result, class Token, class Arguments>
    auto start(neo::AdminCode code, Target node, Token&& token, Arguments arguments)
    {
        using Answers =
            std::tuple_element_t<0, decltype(Result::take(std::declval<detail::AdminRequest&>()))>;
        return boost::asio::async_initiate<Token, void(Answers)>(
            [code](auto handler, const std::shared_ptr<detail::ICore>& core, const Target& target,
                   const Arguments& make_arguments) {
                using Op = detail::Operation<Result, std::decay_t<decltype(handler)>>;
                auto slot = boost::asio::get_associated_cancellation_slot(handler);
                Op* const operation = Op::make(0, std::move(handler), code);
                operation->target = target;
                operation->cancel_key = detail::connect(slot, core);
                detail::write_start(*operation, make_arguments());
                core->administrate(*operation);
            },
            token, core_, std::move(node), std::move(arguments));
    }

    std::shared_ptr<detail::ICore> core_;
};

} // namespace dmq::client
