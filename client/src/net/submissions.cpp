// SPDX-License-Identifier: BSL-1.0
#include "net/submissions.hpp"

namespace dmq::client {

Submissions::Added Submissions::added() noexcept
{
    return std::exchange(announced_, true) ? Added::more : Added::first;
}

Submissions::Added Submissions::add(detail::Request& request)
{
    const std::lock_guard lock(mutex_);
    if (shut_)
        return Added::refused;
    requests_.add(request);
    return added();
}

Submissions::Added Submissions::add(Command&& command)
{
    const std::lock_guard lock(mutex_);
    if (shut_)
        return Added::refused;
    commands_.push_back(std::move(command));
    return added();
}

Submissions::Taken Submissions::take()
{
    const std::lock_guard lock(mutex_);
    announced_ = false;
    return {requests_.take(), std::exchange(commands_, {})};
}

Submissions::Taken Submissions::shut()
{
    {
        const std::lock_guard lock(mutex_);
        shut_ = true;
    }
    return take();
}

} // namespace dmq::client
