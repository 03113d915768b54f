// SPDX-License-Identifier: BSL-1.0
#include "scenario.hpp"

#include <iterator>

namespace dmq::bench {

std::vector<Scenario> all_scenarios()
{
    std::vector<Scenario> all;
    for (auto some :
         {codec_scenarios, task_scenarios, ring_scenarios, channel_scenarios, replay_scenarios}) {
        auto scenarios = some();
        all.insert(all.end(), std::make_move_iterator(scenarios.begin()),
                   std::make_move_iterator(scenarios.end()));
    }
    return all;
}

} // namespace dmq::bench
