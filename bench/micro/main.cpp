// SPDX-License-Identifier: BSL-1.0
// dmq-micro: the time of each scenario. Those that are shared also with up to 8 threads.
#include "scenario.hpp"

#include <benchmark/benchmark.h>

#include <memory>
#include <mutex>

namespace {

using dmq::bench::IScenario;
using dmq::bench::Scenario;

/// Each run makes the scenario anew; its threads share it.
class Runner {
public:
    explicit Runner(Scenario scenario) : scenario_(std::move(scenario)) { }

    void operator()(benchmark::State& state)
    {
        const auto running = share();
        for (auto _ : state)
            running->run(1);
        state.SetItemsProcessed(state.iterations());
    }

private:
    std::shared_ptr<IScenario> share()
    {
        const std::lock_guard lock(mutex_);
        auto running = running_.lock();
        if (!running)
            running_ = running = scenario_.make();
        return running;
    }

    Scenario scenario_;
    std::mutex mutex_;
    std::weak_ptr<IScenario> running_;
};

void add(const Scenario& scenario)
{
    const auto runner = std::make_shared<Runner>(scenario);
    auto* registered = benchmark::RegisterBenchmark(
        scenario.name.c_str(), [runner](benchmark::State& state) { (*runner)(state); });
    if (scenario.shared)
        registered->ThreadRange(1, 8)->UseRealTime();
}

} // namespace

int main(int count, char** words)
{
    for (const Scenario& scenario : dmq::bench::all_scenarios())
        add(scenario);
    benchmark::Initialize(&count, words);
    if (benchmark::ReportUnrecognizedArguments(count, words))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
