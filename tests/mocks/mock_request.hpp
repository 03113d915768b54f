// SPDX-License-Identifier: BSL-1.0
// Mocks of dmq/plugin/request.hpp: facts about the node, the waker, and a context that remembers
// the suspended request, so that the test resumes it.
#pragma once

#include "mocks/mock_channels.hpp"

#include <dmq/plugin/request.hpp>

#include <gmock/gmock.h>

#include <coroutine>
#include <map>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dmq::mocks {

/// By default 127.0.0.1:2200, 3 connections, 1,000,000 bytes for each channel.
class MockNodeInfo : public INodeInfo {
public:
    MOCK_METHOD(std::string_view, address, (), (const, noexcept, override));
    MOCK_METHOD(std::uint16_t, port, (), (const, noexcept, override));
    MOCK_METHOD(std::uint64_t, open_connections, (), (const, noexcept, override));
    MOCK_METHOD(std::uint64_t, channel_size_limit, (), (const, noexcept, override));
    MOCK_METHOD(bool, redelivery, (), (const, noexcept, override));

    MockNodeInfo();
    ~MockNodeInfo() override;
};

/// Remembers that it was called.
class MockWaker : public IWaker {
public:
    MOCK_METHOD(void, wake, (), (noexcept, override));

    MockWaker();
    ~MockWaker() override;
    bool woken() const noexcept { return woken_; }
    /// Whether it was called since the last time.
    bool take_wake() noexcept { return std::exchange(woken_, false); }

private:
    bool woken_ = false;
};

class MockRequestContext : public IRequestContext {
public:
    MOCK_METHOD(void*, find_service, (std::string_view), (noexcept, override));
    MOCK_METHOD(const INodeInfo&, node, (), (const, noexcept, override));
    MOCK_METHOD(std::shared_ptr<IWaker>, waker, (), (override));
    MOCK_METHOD(void, park, (std::coroutine_handle<>), (override));
    MOCK_METHOD(void, yield, (std::coroutine_handle<>), (override));
    MOCK_METHOD(bool, peer_gone, (), (const, noexcept, override));

    MockRequestContext();
    ~MockRequestContext() override;

    testing::NiceMock<MockChannels> fake_channels;
    testing::NiceMock<MockNodeInfo> fake_node;
    std::shared_ptr<testing::NiceMock<MockWaker>> fake_waker =
        std::make_shared<testing::NiceMock<MockWaker>>();

    /// As Services::offer: what service<Interface>(context) finds. The channels are there.
    template <class Interface> void offer(std::type_identity_t<Interface>& object)
    {
        services_[Interface::service_name] = &object;
    }
    /// The node offers nothing of this name any more.
    void withdraw(std::string_view name) { services_.erase(name); }

    /// The peer leaves or the node stops. A parked request can be resumed then.
    void set_peer_gone() noexcept { peer_gone_ = true; }
    bool parked() const noexcept { return static_cast<bool>(parked_); }
    bool yielded() const noexcept { return static_cast<bool>(yielded_); }

    /// Resumes the request if it has yielded, or is parked and was woken or lost its peer. Returns
    /// whether it did.
    bool resume();

private:
    void remember(std::coroutine_handle<>& where, std::coroutine_handle<> waiting);

    std::map<std::string_view, void*> services_;
    std::coroutine_handle<> parked_;
    std::coroutine_handle<> yielded_;
    bool peer_gone_ = false;
};

} // namespace dmq::mocks
