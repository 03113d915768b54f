// SPDX-License-Identifier: BSL-1.0
// What a neo client might send: mostly valid messages, some of them spoilt.
#pragma once

#include "fuzzer.hpp"

#include <cstdint>
#include <string>

namespace dmq::fuzz {

/// A message for a request with a small id: the start of any request, a control message, or
/// something that is wrong.
std::string neo_message(Choices& choices);
/// Messages until the choices are used up, at most 200.
std::string neo_messages(Choices& choices);
/// Spoils a message at one place; with `valid_header` its header says what is there then.
void spoil(std::string& message, Choices& choices, bool valid_header);

} // namespace dmq::fuzz
