// SPDX-License-Identifier: BSL-1.0
// The default behaviour of mocked channels: a map by name.
#include "mocks/mock_channels.hpp"

namespace dmq::mocks {

MockChannels::MockChannels()
{
    ON_CALL(*this, find).WillByDefault([this](std::string_view name) { return lookup(name); });
    ON_CALL(*this, get_or_create).WillByDefault([this](std::string_view name) {
        return create(name);
    });
    ON_CALL(*this, borrow).WillByDefault([this](std::string_view name) {
        return lookup(name).get();
    });
    ON_CALL(*this, borrow_or_create).WillByDefault([this](std::string_view name) {
        return create(name).get();
    });
    ON_CALL(*this, remove).WillByDefault([this](std::string_view name) { drop(name); });
    ON_CALL(*this, for_each).WillByDefault([this](const std::function<void(IChannel&)>& visit) {
        const auto snapshot = by_name_;
        for (const auto& [name, channel] : snapshot)
            visit(*channel);
    });
}

MockChannels::~MockChannels() = default;

MockChannels::Channel& MockChannels::add(std::string_view name)
{
    auto& channel = by_name_[std::string(name)];
    if (!channel) {
        channel = std::make_shared<Channel>(
            std::string(name), [this, name = std::string(name)] { return create(name); });
        ever_.push_back(channel);
        channel->queue().answer = answer_;
    }
    return *channel;
}

std::shared_ptr<MockChannels::Channel> MockChannels::lookup(std::string_view name) const
{
    const auto at = by_name_.find(std::string(name));
    return at == by_name_.end() ? nullptr : at->second;
}

std::vector<std::string> MockChannels::records(std::string_view name) const
{
    const auto channel = lookup(name);
    if (!channel)
        return {};
    return {channel->queue().records.begin(), channel->queue().records.end()};
}

std::vector<std::string> MockChannels::names() const
{
    std::vector<std::string> names;
    for (const auto& [name, channel] : by_name_)
        names.push_back(name);
    return names;
}

std::map<std::string, std::vector<std::string>> MockChannels::effects() const
{
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& channel : ever_) {
        for (const std::string& effect : channel->queue().effects)
            all[channel->queue().channel].push_back(effect);
    }
    return all;
}

void MockChannels::answer_pushes(PushStatus answer)
{
    answer_ = answer;
    for (const auto& channel : ever_)
        channel->queue().answer = answer;
}

void MockChannels::remove_all()
{
    for (const std::string& name : names())
        remove(name);
}

std::shared_ptr<MockChannels::Channel> MockChannels::create(std::string_view name)
{
    if (const auto channel = lookup(name))
        return channel;
    if (!valid_channel_name(name) || refuse_all_ || refused_.contains(std::string(name)))
        return nullptr;
    add(name).queue().effects.emplace_back("created");
    return lookup(name);
}

void MockChannels::drop(std::string_view name)
{
    if (const auto channel = lookup(name)) {
        by_name_.erase(std::string(name));
        channel->queue().remove();
    }
}

} // namespace dmq::mocks
