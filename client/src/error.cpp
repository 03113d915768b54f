// SPDX-License-Identifier: BSL-1.0
#include <dmq/client/error.hpp>

namespace dmq::client {
namespace {

const char* name_of(Status status)
{
    switch (status) {
    case Status::ok:
        return "ok";
    case Status::not_supported:
        return "not supported";
    case Status::out_of_memory:
        return "channel is full";
    case Status::empty_value:
        return "empty record";
    case Status::bad_channel_name:
        return "bad channel name";
    case Status::error:
        return "node error";
    }
    return "status";
}

} // namespace

std::string describe(Status status)
{
    const std::string name = name_of(status);
    const std::string number = std::to_string(static_cast<int>(status));
    return name == "status" ? name + " " + number : name + " (" + number + ")";
}

} // namespace dmq::client
