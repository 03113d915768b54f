// SPDX-License-Identifier: BSL-1.0
#include <dmq/plugin/request.hpp>
#include <dmq/plugin/stream.hpp>
#include <dmq/plugin/task.hpp>

#include <stdexcept>
#include <string>

namespace dmq {

const char* PeerGone::what() const noexcept { return "the peer has left"; }

ProtocolError::~ProtocolError() = default;

void throw_missing_service(std::string_view name)
{
    throw std::logic_error("this node offers no " + std::string(name));
}

void throw_empty_task() { throw std::logic_error("a Task was run that no coroutine has made"); }

} // namespace dmq
