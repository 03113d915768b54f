// SPDX-License-Identifier: BSL-1.0
// What a standing suite (request_suites.hpp) needs to know of a request: how it is made, what the
// peer sends, what the node holds before, and what is answered.
#pragma once

#include "support/request_run.hpp"
#include "support/wire.hpp"

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmq::support {

/// What happened to each channel, see mocks::MockChannels::effects.
using Effects = std::map<std::string, std::vector<std::string>>;

class Scenario {
public:
    using Given = std::function<void(mocks::MockChannels&)>;

    /// `fixed` is what the peer sends behind the command code before it needs an answer.
    template <class Request> static Scenario of(std::string fixed)
    {
        Scenario scenario;
        scenario.make_ = [] { return std::make_unique<Request>(); };
        scenario.fixed_ = std::move(fixed);
        return scenario;
    }
    /// Prepares the channels before each run.
    Scenario given(Given prepare) &&
    {
        given_ = std::move(prepare);
        return std::move(*this);
    }
    /// The records of a request that takes a stream; the empty one is added.
    Scenario streaming(std::initializer_list<std::string_view> items) &&
    {
        stream_ = list(items);
        return std::move(*this);
    }
    /// The whole answer of a run that nothing disturbs.
    Scenario answers(std::string answer) &&
    {
        answer_ = std::move(answer);
        return std::move(*this);
    }

    /// All that the peer sends.
    std::string input() const { return fixed_ + stream_; }
    std::size_t fixed_size() const noexcept { return fixed_.size(); }
    const std::string& answer() const noexcept { return answer_; }
    /// The records of the stream that are whole within the first `size` bytes of the input.
    std::vector<std::string> records_within(std::size_t size) const
    {
        std::vector<std::string> whole;
        for (std::size_t at = fixed_.size(); at + record_header < input().size();) {
            const auto length = load<std::uint64_t>(bytes_of(stream_).data() + at - fixed_.size());
            const std::size_t end = at + record_header + length;
            if (length == 0 || end > size)
                break;
            whole.push_back(input().substr(at + record_header, length));
            at = end;
        }
        return whole;
    }

    /// A run of the request that is not started yet, for these bytes.
    std::unique_ptr<RequestRun> prepare(std::string bytes, Arrival arrival) const
    {
        auto run = std::make_unique<RequestRun>(make_(), std::move(bytes), std::move(arrival));
        if (given_)
            given_(run->channels());
        return run;
    }
    /// The same for the whole input, all buffered.
    std::unique_ptr<RequestRun> prepare() const { return prepare(input(), Arrival::whole()); }

private:
    std::function<std::unique_ptr<legacy::IRequest>()> make_;
    std::string fixed_;
    std::string stream_;
    Given given_;
    std::string answer_;
};

/// The records that were stored in each channel, in order.
inline Effects stored(const Effects& effects)
{
    Effects only;
    for (const auto& [channel, all] : effects) {
        for (const std::string& effect : all) {
            if (effect.starts_with("stored "))
                only[channel].push_back(effect.substr(sizeof "stored"));
        }
    }
    return only;
}

} // namespace dmq::support
