// SPDX-License-Identifier: BSL-1.0
// Texts of the error category `dmq.client`.
#include <dmq/client/errc.hpp>

#include <string>

namespace dmq::client {
namespace {

const char* text_of(Errc error) noexcept
{
    switch (error) {
    case Errc::bad_channel_name:
        return "bad channel name: expected letters, digits, _ and -";
    case Errc::bad_subscriber_name:
        return "bad subscriber name: expected letters, digits, _ and -";
    case Errc::bad_channel_count:
        return "1 to 255 channels expected";
    case Errc::empty_record:
        return "empty record";
    case Errc::record_too_large:
        return "record too large";
    case Errc::queue_full:
        return "too many requests outstanding";
    case Errc::no_nodes:
        return "no nodes known";
    case Errc::not_connected:
        return "no node is connected";
    case Errc::would_deadlock:
        return "blocking call on the client's own thread";
    case Errc::node_error:
        return "node error";
    case Errc::unsupported_request:
        return "the node does not support the request";
    case Errc::unsupported_version:
        return "the node does not support this version of the request";
    case Errc::has_subscribers:
        return "the channel has subscribers";
    case Errc::unknown_answer:
        return "the node sent an unknown status";
    case Errc::disconnected:
        return "connection lost";
    case Errc::timed_out:
        return "no answer in time";
    case Errc::channel_removed:
        return "the channel was removed";
    case Errc::channel_unknown:
        return "no such channel, or no such queue in it";
    case Errc::canceled:
        return "canceled";
    case Errc::stopped:
        return "stopped";
    case Errc::closed:
        return "the client was closed";
    case Errc::connect_timed_out:
        return "not connected in time";
    case Errc::login_timed_out:
        return "no answer to the login in time";
    case Errc::login_rejected:
        return "login rejected: check name, key and clock";
    }
    return "unknown error";
}

class Category final : public std::error_category {
public:
    const char* name() const noexcept override { return "dmq.client"; }
    std::string message(int value) const override { return text_of(static_cast<Errc>(value)); }
};

} // namespace

const std::error_category& error_category() noexcept
{
    static const Category category;
    return category;
}

} // namespace dmq::client
