// SPDX-License-Identifier: BSL-1.0
// Notifications as text.
#include <dmq/client/notification.hpp>

namespace dmq::client {
namespace {

std::string request_failed(const Notification& event)
{
    std::string text(name_of(event.request));
    text += (event.request == RequestKind::push ? " to " : " from ") + event.channel + " failed";
    if (event.retried)
        text += event.request == RequestKind::consume ? ", it goes on when the node is back"
                                                      : ", another node is tried";
    return text;
}

std::string what_happened(const Notification& event)
{
    switch (event.kind) {
    case Notification::Kind::connected:
        return "connected";
    case Notification::Kind::connect_failed:
        return "cannot connect";
    case Notification::Kind::disconnected:
        return "disconnected";
    case Notification::Kind::request_failed:
        return request_failed(event);
    }
    return {};
}

} // namespace

std::string_view name_of(RequestKind kind) noexcept
{
    switch (kind) {
    case RequestKind::push:
        return "Push";
    case RequestKind::pop:
        return "Pop";
    case RequestKind::consume:
        return "Consume";
    }
    return "request";
}

std::string to_string(const Notification& notification)
{
    std::string text = to_string(notification.node) + ": " + what_happened(notification);
    if (notification.cause)
        text += ": " + notification.cause.message();
    return text;
}

} // namespace dmq::client
