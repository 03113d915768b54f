// SPDX-License-Identifier: BSL-1.0
// A mock of IChannels that by default keeps MockChannels by name.
#pragma once

#include "mocks/mock_channel.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::mocks {

class MockChannels : public IChannels {
public:
    using Channel = testing::NiceMock<MockChannel>;

    MOCK_METHOD(std::shared_ptr<IChannel>, find, (std::string_view), (noexcept, override));
    MOCK_METHOD(std::shared_ptr<IChannel>, get_or_create, (std::string_view), (noexcept, override));
    MOCK_METHOD(void, remove, (std::string_view), (noexcept, override));
    MOCK_METHOD(void, for_each, (const std::function<void(IChannel&)>&), (override));

    MockChannels()
    {
        ON_CALL(*this, find).WillByDefault([this](std::string_view name) { return lookup(name); });
        ON_CALL(*this, get_or_create).WillByDefault([this](std::string_view name) {
            return create(name);
        });
        ON_CALL(*this, remove).WillByDefault([this](std::string_view name) { drop(name); });
        ON_CALL(*this, for_each).WillByDefault([this](const std::function<void(IChannel&)>& visit) {
            const auto snapshot = by_name_;
            for (const auto& [name, channel] : snapshot)
                visit(*channel);
        });
    }

    /// Preloads a channel, which is no effect; returns the one that is there already.
    Channel& add(std::string_view name)
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
    /// The channel that has the name now; null if there is none.
    std::shared_ptr<Channel> lookup(std::string_view name) const
    {
        const auto at = by_name_.find(std::string(name));
        return at == by_name_.end() ? nullptr : at->second;
    }
    /// What the named channel holds; nothing if it does not exist.
    std::vector<std::string> records(std::string_view name) const
    {
        const auto channel = lookup(name);
        if (!channel)
            return {};
        return {channel->queue().records.begin(), channel->queue().records.end()};
    }
    /// The names of the channels that exist now, sorted.
    std::vector<std::string> names() const
    {
        std::vector<std::string> names;
        for (const auto& [name, channel] : by_name_)
            names.push_back(name);
        return names;
    }
    /// What has happened to each channel, see QueueState::effects; channels of one name together.
    std::map<std::string, std::vector<std::string>> effects() const
    {
        std::map<std::string, std::vector<std::string>> all;
        for (const auto& channel : ever_) {
            for (const std::string& effect : channel->queue().effects)
                all[channel->queue().channel].push_back(effect);
        }
        return all;
    }
    /// All channels of this test, in the order of their creation, removed ones included.
    const std::vector<std::shared_ptr<Channel>>& ever() const noexcept { return ever_; }

    /// get_or_create() creates no channel of this name any more, or none at all.
    void refuse_creation(std::string_view name) { refused_.emplace(name); }
    void refuse_all_creation() { refuse_all_ = true; }
    /// What all channels, future ones too, answer to a push.
    void answer_pushes(PushStatus answer)
    {
        answer_ = answer;
        for (const auto& channel : ever_)
            channel->queue().answer = answer;
    }
    /// Removes all channels, as other clients would.
    void remove_all()
    {
        for (const std::string& name : names())
            remove(name);
    }

private:
    std::shared_ptr<Channel> create(std::string_view name)
    {
        if (const auto channel = lookup(name))
            return channel;
        if (!valid_channel_name(name) || refuse_all_ || refused_.contains(std::string(name)))
            return nullptr;
        add(name).queue().effects.emplace_back("created");
        return lookup(name);
    }
    void drop(std::string_view name)
    {
        if (const auto channel = lookup(name)) {
            by_name_.erase(std::string(name));
            channel->queue().remove();
        }
    }

    std::map<std::string, std::shared_ptr<Channel>> by_name_;
    std::vector<std::shared_ptr<Channel>> ever_;
    std::set<std::string> refused_;
    bool refuse_all_ = false;
    PushStatus answer_ = PushStatus::stored;
};

} // namespace dmq::mocks
