// SPDX-License-Identifier: BSL-1.0
#include "faults.hpp"
#include "loop_waker.hpp"
#include "running_code.hpp"

#include <dmq/node/connection_handler.hpp>
#include <dmq/plugin/log.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <cstring>
#include <exception>
#include <stdexcept>
#include <sys/socket.h>
#include <utility>

namespace dmq {
namespace {

constexpr std::string_view logger = "connection";

bool is_local(const Socket& socket)
{
    boost::system::error_code error;
    const auto endpoint = socket.local_endpoint(error);
    return !error && endpoint.protocol().family() == AF_UNIX;
}

std::string local_peer(int socket)
{
    ucred process{};
    socklen_t size = sizeof process;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &process, &size) != 0)
        return "-";
    return "local:" + std::to_string(process.pid);
}

} // namespace

/// Keeps the waker's interface out of the public header.
class ConnectionHandler::WakeTarget final : public IWakeTarget {
public:
    explicit WakeTarget(ConnectionHandler& handler) : handler_(handler) { }
    void woken() override
    {
        if (!handler_.parked_)
            return; // it may look at what the reader holds
        handler_.reader_.poll(); // records must not be taken for a peer that has left meanwhile
        handler_.wake_parked();
    }

private:
    ConnectionHandler& handler_;
};

ConnectionHandler::ConnectionHandler(EventLoop& loop, const ConnectionShared& shared,
                                     Finished finished)
    : loop_(loop),
      shared_(shared),
      stats_(shared.stats.of_loop(loop.index())),
      finished_(std::move(finished)),
      socket_(loop.context()),
      reader_(loop, socket_, *this, stats_.traffic),
      writer_(loop, socket_, *this, stats_.traffic),
      wake_target_(std::make_unique<WakeTarget>(*this))
{
}

ConnectionHandler::~ConnectionHandler()
{
    if (waker_)
        waker_->detach();
}

void ConnectionHandler::handle_connection(Socket socket)
{
    socket_ = std::move(socket);
    reader_.open(is_local(socket_));
    number_ = shared_.stats.next_connection();
    active_ = true;
    task_ = run();
    const RunningRequest running(loop_.activity(), nullptr);
    const CodeScope code({this, nullptr});
    if (task_.start())
        close();
}

void ConnectionHandler::stop()
{
    if (!active_)
        return;
    reader_.end();
    wake_parked();
}

void ConnectionHandler::abort()
{
    if (!active_ || !socket_.is_open())
        return;
    reader_.close_socket();
    writer_.end(); // whoever is resumed here may end the connection
    if (active_)
        reader_.end();
    wake_parked();
}

std::string ConnectionHandler::peer() const
{
    boost::system::error_code error;
    const auto endpoint = socket_.remote_endpoint(error);
    if (error)
        return "-";
    if (endpoint.protocol().family() == AF_UNIX)
        return local_peer(const_cast<Socket&>(socket_).native_handle());
    boost::asio::ip::tcp::endpoint tcp;
    std::memcpy(tcp.data(), endpoint.data(), endpoint.size());
    return tcp.address().to_string() + ':' + std::to_string(tcp.port());
}

ConnectionInfo ConnectionHandler::info() const
{
    ConnectionInfo info;
    info.number = number_;
    info.peer = peer();
    info.pending = writer_.pending();
    complete(info);
    return info;
}

std::shared_ptr<IWaker> ConnectionHandler::waker()
{
    if (!waker_)
        waker_ = std::make_shared<LoopWaker>(loop_, *wake_target_);
    return waker_;
}

IByteWriter& ConnectionHandler::begin_request()
{
    const RegisteredRequest* request = running();
    request_writer_ = &request_writers_.next(request);
    request_writer_->open(writer_);
    loop_.activity().set(request);
    return *request_writer_;
}

void ConnectionHandler::end_request()
{
    loop_.activity().set(nullptr);
    close_writer();
    if (forget_waiters())
        throw std::logic_error("the request has ended, but something of it still waits");
}

void ConnectionHandler::close_writer() noexcept
{
    if (auto* writer = std::exchange(request_writer_, nullptr))
        writer->close();
}

bool ConnectionHandler::forget_waiters() noexcept
{
    const bool read = reader_.forget();
    const bool written = writer_.forget();
    const bool parked = std::exchange(parked_, nullptr) != nullptr;
    const bool yielded = std::exchange(yielding_, nullptr) != nullptr;
    return read || written || parked || yielded;
}

void ConnectionHandler::park(std::coroutine_handle<> waiting)
{
    before_wait();
    expect_no_other_waiter(parked_ || yielding_);
    parked_ = waiting;
    reader_.watch();
}

void ConnectionHandler::before_wait()
{
    if (running_code.connection != this)
        throw std::logic_error("a request may wait only on what it was given itself");
    writer_.send_soon();
    timer_.pause();
}

void ConnectionHandler::yield(std::coroutine_handle<> waiting)
{
    before_wait();
    expect_no_other_waiter(parked_ || yielding_);
    yielding_ = waiting;
    reader_.watch();
    if (!std::exchange(yielded_, true))
        boost::asio::post(loop_.context(), [this] { resume_yielded(); });
}

void ConnectionHandler::resume_yielded()
{
    yielded_ = false;
    if (yielding_)
        resume(std::exchange(yielding_, nullptr));
    else
        finish_if_idle();
}

void ConnectionHandler::resume(std::coroutine_handle<> waiting)
{
    const RunningRequest running(loop_.activity(), this->running());
    const CodeScope code({this, request_writer_});
    waiting.resume();
    if (task_.done())
        close();
}

void ConnectionHandler::wake_parked()
{
    if (parked_)
        resume(std::exchange(parked_, nullptr));
}

Task<> ConnectionHandler::run()
{
    co_await serve_logged();
    timer_.pause();
    try {
        co_await flush(writer_);
    } catch (const PeerGone&) {
        // nobody is left to send to
    }
}

Task<> ConnectionHandler::serve_logged()
{
    try {
        co_await serve();
    } catch (const PeerGone&) {
        log::trace(logger, peer(), " has left during ", activity());
    } catch (const ProtocolError& error) {
        log::info(logger, peer(), ' ', activity(), ": ", error.code().message());
    } catch (const std::exception& error) {
        report(error.what());
    } catch (...) {
        report(not_an_exception);
    }
    forget_waiters();
    close_writer();
}

void ConnectionHandler::report(std::string_view why)
{
    if (const RegisteredRequest* request = running())
        report_exception(logger, peer(), *request, why);
    else
        log::error(logger, peer(), ' ', activity(), ": ", why, "; connection closed");
}

void ConnectionHandler::close()
{
    reader_.close_socket();
    finish_if_idle();
}

/// The handlers of cancelled operations refer to this object: only after the last of them has run
/// may it be used for another connection.
void ConnectionHandler::finish_if_idle()
{
    if (!active_ || !task_.done() || yielded_ || reader_.busy() || writer_.busy())
        return;
    active_ = false;
    if (auto waker = std::exchange(waker_, nullptr))
        waker->detach();
    task_ = {};
    reader_.reset();
    writer_.reset();
    reset();
    finished_(*this);
}

} // namespace dmq
