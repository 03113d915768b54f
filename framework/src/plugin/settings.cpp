// SPDX-License-Identifier: BSL-1.0
#include <dmq/plugin/settings.hpp>

namespace dmq {

ISetting::~ISetting() = default;

namespace detail {

bool parse_setting(std::string_view text, bool& to) noexcept
{
    to = text == "true";
    return to || text == "false";
}

bool parse_setting(std::string_view text, std::string& to)
{
    to = text;
    return true;
}

} // namespace detail
} // namespace dmq
