// SPDX-License-Identifier: BSL-1.0
#include "link.hpp"
#include "wire.hpp"

#include <dmq/client/legacy_connection.hpp>

namespace dmq::client {
namespace {

using legacy::Command;

void begin(Link& link, std::string_view doing, Command command)
{
    link.begin(doing);
    append_command(link.output(), command);
}

void begin(Link& link, std::string_view doing, Command command, std::string_view channel)
{
    begin(link, doing, command);
    append_array(link.output(), channel);
}

void begin(Link& link, std::string_view doing, Command command, Names channels)
{
    begin(link, doing, command);
    append_list(link.output(), channels);
}

template <class T> T read_integer(Link& link) { return link.read(legacy::IntegerCodec<T>()); }

std::string read_string(Link& link)
{
    return std::string(text_of(link.read(legacy::ArraysCodec<1>())[0]));
}

Answer<std::vector<std::string>> read_names(Link& link)
{
    Answer<std::vector<std::string>> answer{link.read_status()};
    if (!answer.ok())
        return answer;
    const auto names = link.read(legacy::ListCodec<false>()).names;
    answer.value.assign(names.begin(), names.end());
    return answer;
}

} // namespace

LegacyConnection::LegacyConnection(const Address& node, const Options& options)
    : link_(std::make_unique<Link>(node, options))
{
}

LegacyConnection::LegacyConnection(LegacyConnection&&) noexcept = default;
LegacyConnection& LegacyConnection::operator=(LegacyConnection&&) noexcept = default;
LegacyConnection::~LegacyConnection() = default;

Status LegacyConnection::push(std::string_view channel, std::string_view record)
{
    begin(*link_, "Push", Command::push, channel);
    append_array(link_->output(), record);
    return link_->read_status();
}

Answer<std::string> LegacyConnection::pop(std::string_view channel)
{
    begin(*link_, "Pop", Command::pop, channel);
    Answer<std::string> answer{link_->read_status()};
    if (answer.ok())
        answer.value = read_string(*link_);
    return answer;
}

Status LegacyConnection::push_multi(Names channels, std::string_view record)
{
    begin(*link_, "PushMulti", Command::push_multi, channels);
    append_array(link_->output(), record);
    return link_->read_status();
}

Answer<std::vector<std::string>> LegacyConnection::push_multi2(Names channels,
                                                               std::string_view record)
{
    begin(*link_, "PushMulti2", Command::push_multi2, channels);
    append_array(link_->output(), record);
    return read_names(*link_);
}

Status LegacyConnection::remove_channel(std::string_view channel)
{
    begin(*link_, "RemoveChannel", Command::remove_channel, channel);
    return link_->read_status();
}

Answer<std::vector<std::string>> LegacyConnection::get_channels()
{
    begin(*link_, "GetChannels", Command::get_channels);
    return read_names(*link_);
}

Answer<Size> LegacyConnection::get_channel_size(std::string_view channel)
{
    begin(*link_, "GetChannelSize", Command::get_channel_size, channel);
    return read_size();
}

Answer<Size> LegacyConnection::get_size()
{
    begin(*link_, "GetSize", Command::get_size);
    return read_size();
}

Answer<Count> LegacyConnection::get_size_limit()
{
    begin(*link_, "GetSizeLimit", Command::get_size_limit);
    return read_count();
}

Answer<Count> LegacyConnection::get_num_connections()
{
    begin(*link_, "GetNumConnections", Command::get_num_connections);
    return read_count();
}

Answer<Size> LegacyConnection::read_size()
{
    const Answer<Count> records = read_count();
    Answer<Size> answer{records.status};
    if (answer.ok())
        answer.value = {records.value.address, records.value.port, records.value.count,
                        read_integer<std::uint64_t>(*link_)};
    return answer;
}

Answer<Count> LegacyConnection::read_count()
{
    Answer<Count> answer{link_->read_status()};
    if (!answer.ok())
        return answer;
    answer.value.address = read_string(*link_);
    answer.value.port = read_integer<std::uint16_t>(*link_);
    answer.value.count = read_integer<std::uint64_t>(*link_);
    return answer;
}

Pusher LegacyConnection::pusher(std::string_view channel, std::uint64_t window)
{
    return Pusher(*link_, channel, window);
}

Producer LegacyConnection::produce(std::string_view channel)
{
    begin(*link_, "Produce", Command::produce, channel);
    begin_stream();
    return Producer(*link_);
}

Producer LegacyConnection::produce_multi(Names channels)
{
    begin(*link_, "ProduceMulti", Command::produce_multi, channels);
    begin_stream();
    return Producer(*link_);
}

void LegacyConnection::begin_stream()
{
    const Status status = link_->read_status();
    if (status != Status::ok)
        throw Error(Error::Kind::refused,
                    to_string(link_->node()) + ": Produce refused: " + describe(status), status);
}

LegacyConsumer LegacyConnection::consume(std::string_view channel)
{
    begin(*link_, "Consume", Command::consume, channel);
    link_->drain();
    return LegacyConsumer(*link_);
}

const Address& LegacyConnection::node() const noexcept { return link_->node(); }

bool LegacyConnection::open() const noexcept { return link_->open(); }

void LegacyConnection::close() noexcept { link_->close(); }

} // namespace dmq::client
