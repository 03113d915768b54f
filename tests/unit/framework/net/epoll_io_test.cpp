// SPDX-License-Identifier: BSL-1.0
// EpollIo: what differs from other kinds of ISocketIo.
#include "net/socket_io_fixture.hpp"

#include <gmock/gmock.h>

namespace dmq {
namespace {

using support::TestConnection;

/// Is told of input, and leaves it where it is.
class Reluctant final : public IInputListener {
public:
    void input_arrived() override { ++told; }
    void input_received(Bytes) override { ADD_FAILURE(); }

    int told = 0;
};

class EpollIoTest : public testing::Test, protected support::IoContext {
protected:
    EpollIo io_{context_};
    TestConnection connection_{io_};
    Reluctant listener_;
    ISocketIo::Input input_{listener_};
};

TEST_F(EpollIoTest, WhatWasNotReadIsToldAgain)
{
    connection_.send();
    for (int n = 1; n <= 3; ++n) {
        ASSERT_TRUE(io_.wait(input_, connection_.socket()));
        poll();
        EXPECT_EQ(listener_.told, n);
    }
    io_.forget(input_);
}

TEST_F(EpollIoTest, WhatCannotBeWatchedIsSaid)
{
    EXPECT_FALSE(io_.wait(input_, -1));
    io_.forget(input_);
    run();
    EXPECT_EQ(listener_.told, 0);
}

TEST_F(EpollIoTest, OutputIsLeftToItsSource)
{
    connection_.on_input = [this] { EXPECT_FALSE(connection_.send_soon("x")); };
    ASSERT_TRUE(connection_.wait());
    connection_.send();
    poll();
    EXPECT_EQ(connection_.told, 1);
    EXPECT_EQ(connection_.receive(), "");
}

} // namespace
} // namespace dmq
