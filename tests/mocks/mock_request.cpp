// SPDX-License-Identifier: BSL-1.0
// The default behaviour of a mocked request context.
#include "mocks/mock_request.hpp"

namespace dmq::mocks {

MockNodeInfo::MockNodeInfo()
{
    using testing::Return;
    ON_CALL(*this, address).WillByDefault(Return("127.0.0.1"));
    ON_CALL(*this, port).WillByDefault(Return(2200));
    ON_CALL(*this, open_connections).WillByDefault(Return(3));
    ON_CALL(*this, channel_size_limit).WillByDefault(Return(1'000'000));
    ON_CALL(*this, redelivery).WillByDefault(Return(true));
}

MockNodeInfo::~MockNodeInfo() = default;

MockWaker::MockWaker()
{
    ON_CALL(*this, wake).WillByDefault([this] { woken_ = true; });
}

MockWaker::~MockWaker() = default;

MockRequestContext::MockRequestContext()
{
    using testing::ReturnPointee;
    using testing::ReturnRef;
    offer<IChannels>(fake_channels);
    ON_CALL(*this, find_service).WillByDefault([this](std::string_view name) {
        const auto found = services_.find(name);
        return found == services_.end() ? nullptr : found->second;
    });
    ON_CALL(*this, node).WillByDefault(ReturnRef(fake_node));
    ON_CALL(*this, waker).WillByDefault(ReturnPointee(&fake_waker));
    ON_CALL(*this, peer_gone).WillByDefault(ReturnPointee(&peer_gone_));
    ON_CALL(*this, park).WillByDefault([this](auto waiting) { remember(parked_, waiting); });
    ON_CALL(*this, yield).WillByDefault([this](auto waiting) { remember(yielded_, waiting); });
}

MockRequestContext::~MockRequestContext() = default;

bool MockRequestContext::resume()
{
    if (yielded_)
        std::exchange(yielded_, nullptr).resume();
    else if (parked_ && (fake_waker->take_wake() || peer_gone_))
        std::exchange(parked_, nullptr).resume();
    else
        return false;
    return true;
}

void MockRequestContext::remember(std::coroutine_handle<>& where, std::coroutine_handle<> waiting)
{
    EXPECT_FALSE(parked_ || yielded_) << "one waiter at a time";
    where = waiting;
}

} // namespace dmq::mocks
