// SPDX-License-Identifier: BSL-1.0
// How a neo connection logs in, and what becomes of one that does not.
#include <dmq/node/neo_connection_handler.hpp>
#include <dmq/node/neo_settings.hpp>
#include <dmq/plugin/log.hpp>
#include <dmq/protocol/neo_handshake.hpp>

#include <algorithm>
#include <ctime>
#include <utility>

namespace dmq::neo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view logger = "connection.neo";

std::uint64_t unix_time() { return static_cast<std::uint64_t>(std::time(nullptr)); }

} // namespace

/// Counts a connection among those that are logging in for as long as it lives.
class ConnectionHandler::LoginSlot {
public:
    explicit LoginSlot(ConnectionHandler& connection) noexcept
        : connection_(connection),
          number_(1 + connection.counters().logging_in.fetch_add(1, std::memory_order_relaxed))
    {
        connection_.logging_in_ = true;
    }
    LoginSlot(const LoginSlot&) = delete;
    LoginSlot& operator=(const LoginSlot&) = delete;
    ~LoginSlot()
    {
        connection_.logging_in_ = false;
        connection_.login_timer_.cancel();
        connection_.counters().logging_in.fetch_sub(1, std::memory_order_relaxed);
    }

    bool beyond(std::size_t limit) const noexcept { return limit > 0 && number_ > limit; }

private:
    ConnectionHandler& connection_;
    const std::uint64_t number_;
};

Task<bool> ConnectionHandler::log_in()
{
    const LoginSlot slot(*this);
    if (slot.beyond(shared().neo.max_logins)) {
        ++counters().logins_refused;
        log::info(logger, peer(), ": closed, ", shared().neo.max_logins,
                  " other connections are logging in");
        co_return false;
    }
    login_deadline_ = Clock::now() + shared().neo.login_timeout;
    limit_login_time();
    Login login = co_await receive_login(reader(), writer(), shared().neo.key_of, unix_time);
    if (login.verdict != Verdict::accepted) {
        ++counters().logins_rejected;
        log::warn(logger, peer(), ": login of '", printable(login.name),
                  "' rejected: ", describe(login.verdict));
        co_return false;
    }
    client_ = std::move(login.name);
    co_return true;
}

void ConnectionHandler::limit_login_time()
{
    const auto idle_deadline = Clock::now() + shared().neo.login_idle_timeout;
    login_timer_.expires_at(std::min(login_deadline_, idle_deadline));
    login_timer_.async_wait(
        [this, received = reader().received()](const boost::system::error_code& error) {
            const auto now = Clock::now();
            // an expiry that was queued before the login ended must not hit what came after
            if (error || !logging_in_ || login_timer_.expiry() > now)
                return;
            if (now < login_deadline_ && reader().received() != received)
                return limit_login_time();
            ++counters().login_timeouts;
            log::info(logger, peer(), ": not logged in within ", shared().neo.login_timeout.count(),
                      " ms, or nothing sent for ", shared().neo.login_idle_timeout.count(),
                      " ms: closed");
            abort();
        });
}

} // namespace dmq::neo
