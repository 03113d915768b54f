// SPDX-License-Identifier: BSL-1.0
// dmq-instructions: runs each scenario so that callgrind, which has to run the program, writes one
// dump for each, labelled with its name. Alone it only shows that the scenarios work.
#include "micro/scenario.hpp"

#include <iostream>
#include <valgrind/callgrind.h>

int main()
{
    for (const dmq::bench::Scenario& scenario : dmq::bench::all_scenarios()) {
        const auto running = scenario.make();
        running->run(scenario.times); // fills caches, free lists and tables
        CALLGRIND_ZERO_STATS;
        running->run(scenario.times);
        CALLGRIND_DUMP_STATS_AT(scenario.name.c_str());
        std::cout << scenario.name << ' ' << scenario.times << '\n';
    }
}
