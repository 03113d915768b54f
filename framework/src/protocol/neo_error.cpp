// SPDX-License-Identifier: BSL-1.0
// The texts of the neo protocol's errors.
#include <dmq/protocol/neo_error.hpp>

#include <string>

namespace dmq::neo {
namespace {

class Category final : public std::error_category {
public:
    const char* name() const noexcept override { return "dmq.neo"; }
    std::string message(int value) const override
    {
        switch (static_cast<Error>(value)) {
        case Error::bad_parity:
            return "message header with wrong parity";
        case Error::body_too_short:
            return "request message shorter than its 8-byte request id";
        case Error::auth_too_long:
            return "authentication message longer than 999 bytes";
        case Error::bad_type:
            return "unknown message type, expected 1 or 2";
        case Error::unexpected_type:
            return "authentication message after, or request message before authentication";
        case Error::message_too_long:
            return "message longer than the configured maximum";
        case Error::bad_version:
            return "unsupported protocol version, expected 1";
        case Error::malformed_payload:
            return "payload with missing or surplus bytes, or with an unknown code";
        case Error::unexpected_message:
            return "message that the request does not expect now";
        case Error::too_many_requests:
            return "more active requests on one connection than allowed";
        }
        return "unknown error";
    }
};

} // namespace

const std::error_category& error_category() noexcept
{
    static const Category category;
    return category;
}

} // namespace dmq::neo
