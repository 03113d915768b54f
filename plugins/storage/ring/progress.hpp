// SPDX-License-Identifier: BSL-1.0
// Says how far a load or save is, if it takes long.
#pragma once

#include <dmq/plugin/storage.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <utility>

namespace dmq::ring {

/// Calls the node's function at most once in each interval, and never in the first one. Any
/// thread.
class Progress {
public:
    explicit Progress(const StorageSettings& settings)
        : tell_(settings.progress), interval_(settings.progress_interval)
    {
    }

    /// Something of `total_bytes` begins; "loading" or "saving".
    void begin(std::string_view what, std::uint64_t total_bytes)
    {
        const std::lock_guard lock(mutex_);
        now_ = {what, 0, 0, total_bytes};
        next_ = std::chrono::steady_clock::now() + interval_;
    }
    /// So much more of it is done.
    void add(std::uint64_t records, std::uint64_t bytes)
    {
        const std::lock_guard lock(mutex_);
        now_.records += records;
        now_.bytes += bytes;
        const auto time = std::chrono::steady_clock::now();
        if (!tell_ || time < next_)
            return;
        next_ = time + interval_;
        tell_(now_);
    }

private:
    const std::function<void(const StorageProgress&)> tell_;
    const std::chrono::milliseconds interval_;
    std::mutex mutex_;
    StorageProgress now_;
    std::chrono::steady_clock::time_point next_;
};

} // namespace dmq::ring
