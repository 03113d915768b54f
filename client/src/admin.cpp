// SPDX-License-Identifier: BSL-1.0
// Requests for administration: what is sent, and what the answers mean.
#include "plain_writer.hpp"

#include <dmq/client/admin.hpp>

namespace dmq::client::detail {
namespace {

std::error_code error_of(neo::AdminResult result)
{
    switch (result) {
    case neo::AdminResult::done:
        return {};
    case neo::AdminResult::not_found:
        return Errc::channel_unknown;
    case neo::AdminResult::error:
        break;
    }
    return Errc::node_error;
}

template <class Arguments> void write(AdminRequest& request, const Arguments& arguments)
{
    MessageBuilder out;
    neo::write_start(out, 0, arguments);
    request.message.assign(out.bytes().begin(), out.bytes().end());
}

/// Fills what `read` takes from the payloads of each part that has no error.
template <class T, class Read> std::vector<AtNode<T>> answers(AdminRequest& from, Read read)
{
    std::vector<AtNode<T>> all;
    for (const AdminRequest::Part& part : from.parts) {
        all.push_back({part.address, part.error, {}});
        if (part.error)
            continue;
        for (const auto& payload : part.payloads)
            read(all.back(), Bytes(payload));
    }
    return all;
}

} // namespace

void write_start(AdminRequest& request, const neo::ListArguments& arguments)
{
    write(request, arguments);
}

void write_start(AdminRequest& request, const neo::PeekArguments& arguments)
{
    write(request, arguments);
}

void write_start(AdminRequest& request, const neo::RemoveChannelArguments& arguments)
{
    write(request, arguments);
}

void write_start(AdminRequest& request, const neo::RemoveSubscriberArguments& arguments)
{
    write(request, arguments);
}

void write_start(AdminRequest& request, const neo::ClearArguments& arguments)
{
    write(request, arguments);
}

std::tuple<std::vector<AtNode<std::vector<QueueStatus>>>> ListResult::take(Base& from)
{
    using Queues = std::vector<QueueStatus>;
    return answers<Queues>(from, [](AtNode<Queues>& answer, Bytes payload) {
        const auto list = neo::parse_list_message(payload);
        for (const neo::QueueInfo& queue : list->queues)
            answer.value.push_back(
                {std::string(queue.channel),
                 queue.subscriber ? std::optional<std::string>(*queue.subscriber) : std::nullopt,
                 queue.usage, queue.consumers});
    });
}

std::tuple<std::vector<AtNode<std::vector<Record>>>> PeekResult::take(Base& from)
{
    return answers<std::vector<Record>>(from,
                                        [](AtNode<std::vector<Record>>& answer, Bytes payload) {
                                            const auto reply = neo::parse_peek_reply(payload);
                                            answer.error = error_of(reply->result);
                                            for (const Bytes record : Records(reply->records.bytes))
                                                answer.value.emplace_back(record);
                                        });
}

std::tuple<std::vector<AtNode<std::uint64_t>>> ClearResult::take(Base& from)
{
    return answers<std::uint64_t>(from, [](AtNode<std::uint64_t>& answer, Bytes payload) {
        const auto reply = neo::parse_clear_reply(payload);
        answer.error = error_of(reply->result);
        answer.value = reply->records;
    });
}

std::tuple<std::vector<AtNode<Nothing>>> RemoveResult::take(Base& from)
{
    return answers<Nothing>(from, [](AtNode<Nothing>& answer, Bytes payload) {
        answer.error = error_of(*neo::parse_code<neo::AdminResult>(payload));
    });
}

} // namespace dmq::client::detail
