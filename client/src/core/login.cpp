// SPDX-License-Identifier: BSL-1.0
#include "core/login.hpp"

#include <dmq/client/errc.hpp>

#include <utility>

namespace dmq::client {

Login::Login(Buffer& in, OutQueue& out, const Credentials& credentials, const neo::UnixClock& clock)
    : in_(in),
      out_(out),
      task_(neo::send_login(*this, *this, credentials.name, credentials.key, clock))
{
}

std::optional<std::error_code> Login::advance()
{
    if (!std::exchange(started_, true))
        task_.start();
    while (waiting_ && goal_->wanted(in_.data()) <= in_.size())
        std::exchange(waiting_, nullptr).resume();
    if (!task_.done())
        return std::nullopt;
    return result();
}

std::error_code Login::result() const
{
    try {
        return task_.result() ? std::error_code() : Errc::login_rejected;
    } catch (const std::system_error& error) {
        return error.code();
    } catch (const std::exception&) { // of the crypto library
        return std::make_error_code(std::errc::not_supported);
    }
}

void Login::park(ReadGoal& goal, std::coroutine_handle<> waiting)
{
    goal_ = &goal;
    waiting_ = waiting;
}

} // namespace dmq::client
