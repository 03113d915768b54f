// SPDX-License-Identifier: BSL-1.0
// A connection of the legacy protocol: requests strictly one after the other.
#pragma once

#include <dmq/node/connection_handler.hpp>
#include <dmq/plugin/abi.hpp>

#include <string_view>

namespace dmq::legacy {

/// Reads command codes and runs the request that a plugin has registered for each (legacy-protocol
/// §6). An unknown command ends the connection without an answer (§4.1).
class DMQ_EXPORT ConnectionHandler final : public dmq::ConnectionHandler {
public:
    using dmq::ConnectionHandler::ConnectionHandler;

    static constexpr std::string_view protocol = "legacy";

private:
    Task<> serve() override;
    void reset() override { request_ = nullptr; }
    void complete(ConnectionInfo& info) const override
    {
        info.protocol = protocol;
        info.activity = activity();
    }
    std::string_view activity() const noexcept override
    {
        return request_ ? request_->type.name : "reading a command";
    }

    const RegisteredRequest* running() const noexcept override { return request_; }

    const RegisteredRequest* request_ = nullptr;
};

} // namespace dmq::legacy
