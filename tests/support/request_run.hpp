// SPDX-License-Identifier: BSL-1.0
// Runs one request handler without a node: mocks for its surroundings, and the test as event loop.
#pragma once

#include "mocks/mock_request.hpp"
#include "support/outcome.hpp"
#include "support/recording_writer.hpp"
#include "support/scripted_reader.hpp"

#include <dmq/plugin/request.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace dmq::support {

/// One request on one connection. `context`, `in` and `out` are set up before run().
class RequestRun {
public:
    RequestRun(std::unique_ptr<legacy::IRequest> request, std::string input, Arrival arrival = {})
        : in(std::move(input), std::move(arrival)), request_(std::move(request))
    {
    }
    RequestRun(const RequestRun&) = delete;
    RequestRun& operator=(const RequestRun&) = delete;

    testing::NiceMock<mocks::MockRequestContext> context;
    ScriptedReader in;
    RecordingWriter out;

    mocks::MockChannels& channels() noexcept { return context.fake_channels; }

    /// Starts the request, or resumes it once if what it waits for has come. False if neither was
    /// possible: it is over, or waits in vain.
    bool step()
    {
        if (over_)
            return false;
        if (!started_) {
            started_ = true;
            task_ = request_->handle(in, out, context);
            task_.start();
        } else {
            if (!out.waiting())
                out.send();
            if (!in.step() && !out.step() && !context.resume())
                return false;
        }
        settle();
        return true;
    }
    /// Steps until the request is over or waits in vain. Exceptions other than PeerGone and
    /// ProtocolError are thrown on.
    Outcome run()
    {
        while (step()) { }
        return ending_.outcome;
    }
    /// The peer leaves; the request is resumed where it waits.
    Outcome leave()
    {
        context.set_peer_gone();
        out.close();
        in.close();
        settle();
        return run();
    }
    /// The connection is destroyed with whatever the request is doing.
    void destroy()
    {
        task_ = {};
        over_ = true;
        out.abandon();
    }
    Outcome outcome() const noexcept { return ending_.outcome; }
    /// How often the request was suspended.
    unsigned suspensions() const noexcept { return suspensions_; }
    /// What it has written, sent or not.
    std::string answer() const { return out.written(); }
    /// With Outcome::protocol_error.
    std::error_code error() const noexcept { return ending_.error; }

private:
    void settle()
    {
        if (over_ || !started_)
            return;
        if (!task_.done()) {
            ++suspensions_;
            return;
        }
        over_ = true;
        ending_ = ending_of(task_);
        task_ = {};
        if (outcome() == Outcome::finished)
            out.send();
        else
            out.close();
    }

    std::unique_ptr<legacy::IRequest> request_;
    Task<> task_;
    bool started_ = false;
    bool over_ = false;
    unsigned suspensions_ = 0;
    Ending ending_;
};

/// A run with its own input and all of it buffered: `auto run = run_of<Push>(arr("ch") + ...)`.
template <class Request> std::unique_ptr<RequestRun> run_of(std::string input, Arrival arrival = {})
{
    return std::make_unique<RequestRun>(std::make_unique<Request>(), std::move(input),
                                        std::move(arrival));
}

} // namespace dmq::support
