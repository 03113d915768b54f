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
    MOCK_METHOD(IChannel*, borrow, (std::string_view), (noexcept, override));
    MOCK_METHOD(IChannel*, borrow_or_create, (std::string_view), (noexcept, override));
    MOCK_METHOD(void, remove, (std::string_view), (noexcept, override));
    MOCK_METHOD(void, for_each, (const std::function<void(IChannel&)>&), (override));

    MockChannels();
    ~MockChannels() override;

    /// Preloads a channel, which is no effect; returns the one that is there already.
    Channel& add(std::string_view name);
    /// The channel that has the name now; null if there is none.
    std::shared_ptr<Channel> lookup(std::string_view name) const;
    /// What the named channel holds; nothing if it does not exist.
    std::vector<std::string> records(std::string_view name) const;
    /// The names of the channels that exist now, sorted.
    std::vector<std::string> names() const;
    /// What has happened to each channel, see QueueState::effects; channels of one name together.
    std::map<std::string, std::vector<std::string>> effects() const;
    /// All channels of this test, in the order of their creation, removed ones included.
    const std::vector<std::shared_ptr<Channel>>& ever() const noexcept { return ever_; }

    /// get_or_create() creates no channel of this name any more, or none at all.
    void refuse_creation(std::string_view name) { refused_.emplace(name); }
    void refuse_all_creation() { refuse_all_ = true; }
    /// What all channels, future ones too, answer to a push.
    void answer_pushes(PushStatus answer);
    /// Removes all channels, as other clients would.
    void remove_all();

private:
    std::shared_ptr<Channel> create(std::string_view name);
    void drop(std::string_view name);

    std::map<std::string, std::shared_ptr<Channel>> by_name_;
    std::vector<std::shared_ptr<Channel>> ever_;
    std::set<std::string> refused_;
    bool refuse_all_ = false;
    PushStatus answer_ = PushStatus::stored;
};

} // namespace dmq::mocks
