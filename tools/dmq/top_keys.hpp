// SPDX-License-Identifier: BSL-1.0
// The keys of dmq top.
#pragma once

#include <string_view>
#include <top_model.hpp>

namespace dmq::cli {

/// Turns keys into wishes. What the terminal sends for one key comes in one piece.
class TopKeys {
public:
    /// Changes the wish as the keys say. False: the user wants to leave.
    bool press(std::string_view keys, TopWish& wish);
    /// Keys go to the filter.
    bool typing_filter() const noexcept { return typing_; }

private:
    bool press_one(std::string_view key, TopWish& wish);
    void type(std::string_view key, TopWish& wish);

    bool typing_ = false;
};

} // namespace dmq::cli
