// SPDX-License-Identifier: BSL-1.0
// What a turn of the loop leaves for its end.
#pragma once

#include <dmq/node/socket_io.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace dmq {

/// Confined to the loop.
class TurnWork {
public:
    void add(std::shared_ptr<ILoopWork> work) { work_.push_back(std::move(work)); }
    bool empty() const noexcept { return work_.empty(); }
    /// What is added meanwhile waits for the next call, as does the rest after an exception.
    void run()
    {
        const std::size_t count = work_.size();
        const Done done{*this};
        while (done_ < count)
            std::exchange(work_[done_++], nullptr)->run();
    }

private:
    struct Done {
        TurnWork& of;
        ~Done()
        {
            of.work_.erase(of.work_.begin(),
                           of.work_.begin() + static_cast<std::ptrdiff_t>(of.done_));
            of.done_ = 0;
        }
    };

    std::vector<std::shared_ptr<ILoopWork>> work_;
    std::size_t done_ = 0;
};

} // namespace dmq
