// SPDX-License-Identifier: BSL-1.0
// The side of the loops of dmq/plugin/deferred.hpp.
#pragma once

#include <dmq/plugin/deferred.hpp>

namespace dmq {

/// While it exists, work may be put off on this thread; its end does what is left. One per thread.
class DMQ_EXPORT DeferredWork {
public:
    DeferredWork() noexcept;
    DeferredWork(const DeferredWork&) = delete;
    DeferredWork& operator=(const DeferredWork&) = delete;
    ~DeferredWork();

    /// Does what was put off on the calling thread, if anything.
    static void settle() noexcept;
};

} // namespace dmq
