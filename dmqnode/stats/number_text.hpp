// SPDX-License-Identifier: BSL-1.0
// Numbers as text, whatever the locale.
#pragma once

#include <cstdint>
#include <string>

namespace dmq::node_app {

void append_number(std::string& to, std::uint64_t value);
/// With that many decimals; 0 for what is no finite number.
void append_number(std::string& to, double value, int decimals);

/// "1,234,567"
std::string grouped(std::uint64_t value);
/// "1023 B", "1.00 KiB", "12.3 GiB": three digits at least, in powers of 1024.
std::string size_text(std::uint64_t bytes);
/// "59 s", "1:02:03", "3 d 01:02:03"
std::string duration_text(std::uint64_t seconds);

} // namespace dmq::node_app
