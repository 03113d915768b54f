// SPDX-License-Identifier: BSL-1.0
// Records per second over the last seconds.
#include "rates.hpp"

namespace dmq::node_app {

RecordRates RateMeter::add(Time now, const ActionCounters& counters)
{
    samples_.push_back({now, counters.pushed_records, counters.popped_records});
    while (samples_.size() > 1 && now - samples_[1].time >= window)
        samples_.pop_front();
    const Sample& first = samples_.front();
    const std::chrono::duration<double> elapsed = now - first.time;
    if (elapsed.count() <= 0)
        return {};
    return {static_cast<double>(counters.pushed_records - first.pushed) / elapsed.count(),
            static_cast<double>(counters.popped_records - first.popped) / elapsed.count()};
}

} // namespace dmq::node_app
