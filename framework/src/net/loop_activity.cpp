// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/loop_activity.hpp>

namespace dmq {
namespace {

// this model needs no allocation at first use, which a signal handler could not stand
[[gnu::tls_model("initial-exec")]] thread_local const LoopActivity* of_thread = nullptr;

} // namespace

void set_activity_of_thread(const LoopActivity* activity) noexcept { of_thread = activity; }

const RegisteredRequest* request_of_thread() noexcept
{
    return of_thread ? of_thread->request() : nullptr;
}

} // namespace dmq
