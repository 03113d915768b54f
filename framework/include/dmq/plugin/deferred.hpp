// SPDX-License-Identifier: BSL-1.0
// Work of a storage that is cheaper once for many requests, and early enough just before answers.
#pragma once

#include <dmq/plugin/abi.hpp>

namespace dmq {

/// Somebody who has put work off.
class DMQ_EXPORT IDeferredWork {
public:
    /// Does it, on the thread that has put it off. No lock of a channel is held.
    virtual void settle() noexcept = 0;

protected:
    ~IDeferredWork() = default;
};

/// Has work.settle() called before this thread sends any answer to a request that it serves now.
/// False where nobody would: then nothing may be put off. `work` outlives the node's loops.
DMQ_EXPORT bool defer_until_answers(IDeferredWork& work) noexcept;
/// What `work` has put off on this thread is not settled any more: for destructors.
DMQ_EXPORT void forget_deferred(IDeferredWork& work) noexcept;

} // namespace dmq
