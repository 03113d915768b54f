// SPDX-License-Identifier: BSL-1.0
// Coroutines that never wait: what every pipelined request goes through.
#include "scenario.hpp"

#include <dmq/plugin/task.hpp>

namespace dmq::bench {
namespace {

Task<int> leaf(int value) { co_return value; }

Task<int> nested(int depth)
{
    if (depth == 0)
        co_return co_await leaf(1);
    co_return co_await nested(depth - 1);
}

auto tasks(int depth)
{
    return [depth] {
        return repeat([depth] {
            const auto task = nested(depth);
            keep(task.start());
            keep(task.result());
        });
    };
}

} // namespace

std::vector<Scenario> task_scenarios()
{
    return {{"task/2-deep", tasks(0)}, {"task/6-deep", tasks(4)}};
}

} // namespace dmq::bench
