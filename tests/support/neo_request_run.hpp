// SPDX-License-Identifier: BSL-1.0
// Runs one neo request handler without a node: mocks for its surroundings, and the test as event
// loop and client.
#pragma once

#include "mocks/mock_neo_request.hpp"
#include "mocks/mock_request.hpp"
#include "support/neo_wire.hpp"
#include "support/outcome.hpp"

#include <dmq/plugin/neo_request.hpp>
#include <dmq/protocol/neo_error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace dmq::support {

/// One request on one connection. `context` and `conn` are set up before run().
class NeoRequestRun {
public:
    NeoRequestRun(std::unique_ptr<neo::IRequest> request, std::string payload)
        : request_(std::move(request)), payload_(std::move(payload))
    {
        conn.park_with([this](std::coroutine_handle<> waiting) { context.park(waiting); });
    }
    NeoRequestRun(const NeoRequestRun&) = delete;
    NeoRequestRun& operator=(const NeoRequestRun&) = delete;

    testing::NiceMock<mocks::MockRequestContext> context;
    testing::NiceMock<mocks::MockRequestOnConn> conn;

    mocks::MockChannels& channels() noexcept { return context.fake_channels; }
    /// The socket takes nothing unless conn.take_output() is called.
    void be_slow() noexcept { slow_ = true; }

    /// Starts the request, or resumes it as often as it is woken.
    Outcome run()
    {
        if (!started_)
            start();
        while (!over_ && context.resume())
            settle();
        return outcome();
    }
    /// A message arrives, which resumes a parked request.
    Outcome deliver(std::string message)
    {
        conn.arrive(std::move(message));
        return wake();
    }
    /// The waker is called, for whatever reason.
    Outcome wake()
    {
        if (context.parked())
            context.fake_waker->wake();
        return run();
    }
    /// The connection is lost, or the node stops; the request is resumed where it waits.
    Outcome leave()
    {
        context.set_peer_gone();
        conn.drop_output();
        return run();
    }
    /// The connection is destroyed with whatever the request is doing.
    void destroy()
    {
        task_ = {};
        over_ = true;
        conn.drop_output();
    }
    Outcome outcome() const noexcept { return ending_.outcome; }
    /// With Outcome::protocol_error.
    std::error_code error() const noexcept { return ending_.error; }
    const std::vector<std::string>& sent() const noexcept { return conn.sent(); }

private:
    void start()
    {
        started_ = true;
        task_ = request_->handle(conn, bytes_of(payload_), context);
        task_.start();
        std::ranges::fill(payload_, '@'); // no name or value may be looked for here any more
        settle();
    }
    void settle()
    {
        over_ = task_.done();
        if (over_) {
            ending_ = ending_of(task_);
            task_ = {};
        }
        if (over_ && outcome() != Outcome::finished)
            conn.drop_output();
        else if (!slow_)
            conn.take_output();
    }

    std::unique_ptr<neo::IRequest> request_;
    std::string payload_;
    Task<> task_;
    bool started_ = false;
    bool over_ = false;
    bool slow_ = false;
    Ending ending_;
};

/// A run of a request that starts with these arguments: `neo_run_of<NeoPop>(arr("ch"))`.
template <class Request> std::unique_ptr<NeoRequestRun> neo_run_of(std::string arguments)
{
    return std::make_unique<NeoRequestRun>(std::make_unique<Request>(), std::move(arguments));
}

/// Arguments that are cut anywhere, or followed by a byte, end the connection; nothing is sent and
/// no channel is touched.
template <class Request> void expect_malformed_is_refused(const std::string& arguments)
{
    for (std::size_t size = 0; size <= arguments.size() + 1; ++size) {
        if (size == arguments.size())
            continue;
        SCOPED_TRACE("the first " + std::to_string(size) + " bytes");
        auto run = neo_run_of<Request>((arguments + '@').substr(0, size));
        EXPECT_EQ(run->run(), Outcome::protocol_error);
        EXPECT_EQ(run->error(), neo::Error::malformed_payload);
        EXPECT_TRUE(run->sent().empty());
        EXPECT_TRUE(run->channels().ever().empty());
    }
}

} // namespace dmq::support
