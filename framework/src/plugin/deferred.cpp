// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/deferred_work.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace dmq {
namespace {

/// What a thread has put off. A node has one storage, so there is rarely more than one.
struct Deferred {
    std::array<IDeferredWork*, 4> work{};
    std::size_t count = 0;
    bool allowed = false;
};

constinit thread_local Deferred deferred;

} // namespace

void forget_deferred(IDeferredWork& work) noexcept
{
    const auto end = deferred.work.begin() + deferred.count;
    deferred.count -= static_cast<std::size_t>(end -
                                               std::remove(deferred.work.begin(), end, &work));
}

bool defer_until_answers(IDeferredWork& work) noexcept
{
    const auto end = deferred.work.begin() + deferred.count;
    if (std::find(deferred.work.begin(), end, &work) != end)
        return true;
    if (!deferred.allowed || deferred.count == deferred.work.size())
        return false;
    deferred.work[deferred.count++] = &work;
    return true;
}

DeferredWork::DeferredWork() noexcept { deferred.allowed = true; }

DeferredWork::~DeferredWork()
{
    settle();
    deferred.allowed = false;
}

void DeferredWork::settle() noexcept
{
    const std::size_t count = std::exchange(deferred.count, 0);
    for (std::size_t i = 0; i < count; ++i)
        deferred.work[i]->settle();
}

} // namespace dmq
