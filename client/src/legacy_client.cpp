// SPDX-License-Identifier: BSL-1.0
#include "legacy_pool.hpp"

#include <dmq/client/legacy_client.hpp>

#include <utility>

namespace dmq::client {

PooledConnection::PooledConnection(std::shared_ptr<LegacyPool> pool, LegacyConnection connection)
    : pool_(std::move(pool)), connection_(std::move(connection))
{
}

PooledConnection::~PooledConnection()
{
    if (pool_)
        pool_->give_back(std::move(connection_));
}

LegacyClient::LegacyClient(LegacyOptions options)
    : pool_(std::make_shared<LegacyPool>(std::move(options)))
{
}

LegacyClient::~LegacyClient() = default;

const std::vector<Address>& LegacyClient::nodes() const noexcept { return pool_->nodes(); }

PooledConnection LegacyClient::connection(const Address& node)
{
    return {pool_, pool_->take(node)};
}

namespace {

/// Runs `ask` on a pooled connection. One that had been idle may have been closed by the node
/// meanwhile: then a second one is used.
template <class Ask> auto ask_node(LegacyClient& client, const Address& node, Ask ask)
{
    try {
        PooledConnection connection = client.connection(node);
        return ask(*connection);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::lost)
            throw;
    }
    PooledConnection connection = client.connection(node);
    return ask(*connection);
}

} // namespace

template <class Result, class Ask, class Final>
Result LegacyClient::ask_in_turn(std::uint64_t turn, Ask ask, Final is_final)
{
    const std::size_t count = nodes().size();
    std::optional<Result> last;
    std::optional<Error> failure;
    for (std::size_t i = 0; i < count; ++i) {
        try {
            PooledConnection connection = this->connection(nodes()[(turn + i) % count]);
            last = ask(*connection);
        } catch (const Error& error) {
            failure = error;
            continue;
        }
        if (is_final(*last))
            break;
    }
    if (last)
        return std::move(*last);
    throw failure ? *failure : Error(Error::Kind::connect, "no legacy nodes are known");
}

Status LegacyClient::push(std::string_view channel, std::string_view record)
{
    return ask_in_turn<Status>(
        pool_->push_turn(),
        [&](LegacyConnection& connection) { return connection.push(channel, record); },
        [](Status status) { return status == Status::ok; });
}

Status LegacyClient::push_multi(Names channels, std::string_view record)
{
    return ask_in_turn<Status>(
        pool_->push_turn(),
        [&](LegacyConnection& connection) { return connection.push_multi(channels, record); },
        [](Status status) { return status != Status::error; });
}

Answer<std::string> LegacyClient::pop(std::string_view channel)
{
    std::optional<Answer<std::string>> empty;
    auto answer = ask_in_turn<Answer<std::string>>(
        pool_->pop_turn(), [&](LegacyConnection& connection) { return connection.pop(channel); },
        [&](const Answer<std::string>& found) {
            if (found.ok() && found.value.empty())
                empty = found;
            return found.ok() && !found.value.empty();
        });
    return !answer.ok() && empty ? *empty : answer;
}

template <class Ask> auto LegacyClient::ask_all(Ask ask)
{
    using Value = decltype(ask(std::declval<LegacyConnection&>()));
    std::vector<FromNode<Value>> all;
    for (const Address& node : nodes()) {
        all.push_back({node, {}, {}});
        try {
            all.back().value = ask_node(*this, node, ask);
        } catch (const Error& error) {
            all.back().error = error;
        }
    }
    return all;
}

std::vector<FromNode<Status>> LegacyClient::remove_channel(std::string_view channel)
{
    return ask_all([&](LegacyConnection& node) { return node.remove_channel(channel); });
}

std::vector<FromNode<Answer<std::vector<std::string>>>> LegacyClient::get_channels()
{
    return ask_all([](LegacyConnection& node) { return node.get_channels(); });
}

std::vector<FromNode<Answer<Size>>> LegacyClient::get_channel_size(std::string_view channel)
{
    return ask_all([&](LegacyConnection& node) { return node.get_channel_size(channel); });
}

std::vector<FromNode<Answer<Size>>> LegacyClient::get_size()
{
    return ask_all([](LegacyConnection& node) { return node.get_size(); });
}

std::vector<FromNode<Answer<Count>>> LegacyClient::get_size_limit()
{
    return ask_all([](LegacyConnection& node) { return node.get_size_limit(); });
}

std::vector<FromNode<Answer<Count>>> LegacyClient::get_num_connections()
{
    return ask_all([](LegacyConnection& node) { return node.get_num_connections(); });
}

ProduceStream LegacyClient::produce(std::string_view channel)
{
    const std::string name(channel);
    return ProduceStream(*this, {&name, 1});
}

ProduceStream LegacyClient::produce_multi(Names channels) { return ProduceStream(*this, channels); }

} // namespace dmq::client
