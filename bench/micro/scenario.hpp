// SPDX-License-Identifier: BSL-1.0
// Pieces of the hot paths, each to be run by Google Benchmark for its time, and under callgrind for
// its instructions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dmq::bench {

class IScenario {
public:
    virtual ~IScenario() = default;
    /// Does it so many times. From one thread, unless the scenario is shared.
    virtual void run(std::uint64_t times) = 0;
};

struct Scenario {
    std::string name;
    std::function<std::unique_ptr<IScenario>()> make;
    bool shared = false; // several threads may run() the same object
    std::uint64_t times = 1000; // that are counted under callgrind
};

std::vector<Scenario> codec_scenarios();
std::vector<Scenario> task_scenarios();
std::vector<Scenario> ring_scenarios();
std::vector<Scenario> channel_scenarios();
std::vector<Scenario> replay_scenarios();

/// All of them.
std::vector<Scenario> all_scenarios();

/// A scenario that is one function, called `times` times.
template <class Work> std::unique_ptr<IScenario> repeat(Work work)
{
    class Repeated final : public IScenario {
    public:
        explicit Repeated(Work once) : once_(std::move(once)) { }
        void run(std::uint64_t times) override
        {
            for (; times > 0; --times)
                once_();
        }

    private:
        Work once_;
    };
    return std::make_unique<Repeated>(std::move(work));
}

/// Keeps the compiler from leaving out what computes the value.
template <class T> void keep(const T& value) { asm volatile("" : : "g"(&value) : "memory"); }

} // namespace dmq::bench
