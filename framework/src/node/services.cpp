// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/services.hpp>

#include <stdexcept>
#include <string>

namespace dmq {

void Services::add(std::string_view name, void* object)
{
    if (find(name))
        throw std::logic_error("the service " + std::string(name) + " is offered twice");
    offered_.emplace_back(name, object);
}

} // namespace dmq
