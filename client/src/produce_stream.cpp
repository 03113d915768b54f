// SPDX-License-Identifier: BSL-1.0
// A Produce on each node, records in turn.
#include <dmq/client/legacy_client.hpp>

#include <utility>

namespace dmq::client {

struct ProduceStream::Stream {
    Stream(const Address& address, PooledConnection taken, Names channels)
        : node(address),
          connection(std::move(taken)),
          producer(channels.size() == 1 ? connection->produce(channels[0])
                                        : connection->produce_multi(channels))
    {
    }

    Address node;
    PooledConnection connection;
    Producer producer;
};

ProduceStream::ProduceStream(LegacyClient& client, Names channels)
{
    for (const Address& node : client.nodes()) {
        try {
            streams_.push_back(std::make_unique<Stream>(node, client.connection(node), channels));
        } catch (const Error& error) {
            failures_.push_back({node, {}, error});
        }
    }
    require_one();
}

ProduceStream::~ProduceStream() = default;

void ProduceStream::require_one() const
{
    if (!streams_.empty())
        return;
    if (failures_.empty())
        throw Error(Error::Kind::connect, "no legacy nodes are known");
    throw *failures_.back().error;
}

void ProduceStream::push(std::string_view record)
{
    for (;;) {
        require_one();
        const std::size_t turn = next_++ % streams_.size();
        try {
            streams_[turn]->producer.push(record);
            ++pushed_;
            return;
        } catch (const Error& error) {
            drop(turn, error);
        }
    }
}

void ProduceStream::drop(std::size_t stream, const Error& error)
{
    failures_.push_back({streams_[stream]->node, {}, error});
    streams_.erase(streams_.begin() + static_cast<std::ptrdiff_t>(stream));
}

void ProduceStream::on_each(const std::function<void(Producer&)>& action)
{
    for (std::size_t i = streams_.size(); i-- > 0;) {
        try {
            action(streams_[i]->producer);
        } catch (const Error& error) {
            drop(i, error);
        }
    }
    require_one();
}

void ProduceStream::flush()
{
    on_each([](Producer& producer) { producer.flush(); });
}

void ProduceStream::end()
{
    on_each([](Producer& producer) { producer.end(); });
    streams_.clear();
}

} // namespace dmq::client
