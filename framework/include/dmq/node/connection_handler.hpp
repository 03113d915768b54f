// SPDX-License-Identifier: BSL-1.0
// What every protocol's connection handler has in common: streams, life cycle, request context.
#pragma once

#include <dmq/node/event_loop.hpp>
#include <dmq/node/neo_settings.hpp>
#include <dmq/node/node_stats.hpp>
#include <dmq/node/plugin_registry.hpp>
#include <dmq/node/request_writer.hpp>
#include <dmq/node/services.hpp>
#include <dmq/node/socket.hpp>
#include <dmq/node/stream_reader.hpp>
#include <dmq/node/stream_writer.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/request.hpp>
#include <dmq/plugin/task.hpp>

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace dmq {

class LoopWaker;

/// What the handlers of a node share. The references outlive all handlers.
struct ConnectionShared {
    const Services& services;
    const INodeInfo& node;
    const PluginRegistry& requests;
    NodeStats& stats;
    const neo::Settings& neo;
};

/// What an operator is told about a connection.
struct ConnectionInfo {
    std::uint64_t number = 0; // no other connection of the node has it
    std::string_view protocol;
    std::string peer; // "address:port"
    std::string client; // the name it has logged in with, "" without a login
    std::string activity; // what it does: names of requests
    std::size_t pending = 0; // bytes that the peer has not taken
};

/// One connection after the other, each on the loop that this object is bound to. Derived classes
/// say what is done with the streams; everything here is confined to the loop.
class DMQ_EXPORT ConnectionHandler : protected IRequestContext, private IStreamOwner {
public:
    /// `finished` is called on the loop when a connection has ended and all its operations are
    /// over: the handler may be reused or destroyed then.
    using Finished = std::function<void(ConnectionHandler&)>;

    ConnectionHandler(EventLoop& loop, const ConnectionShared& shared, Finished finished);
    ~ConnectionHandler() override;
    ConnectionHandler(const ConnectionHandler&) = delete;
    ConnectionHandler& operator=(const ConnectionHandler&) = delete;

    EventLoop& loop() const noexcept { return loop_; }
    /// Takes over a connected socket of the same loop and serves it.
    void handle_connection(Socket socket);
    /// The node stops: requests end where they next wait; what is pending is still sent.
    void stop();
    /// Closes the socket now.
    void abort();
    /// "address:port" of the peer, "local:" and the process id by a UNIX-domain socket; "-" once it
    /// is unknown.
    std::string peer() const;
    /// No other connection of the node has this number.
    std::uint64_t number() const noexcept { return number_; }
    ConnectionInfo info() const;

protected:
    /// Serves the connection until it returns or throws; then what is pending is sent and the
    /// socket is closed.
    virtual Task<> serve() = 0;
    /// The connection has ended: for the next one.
    virtual void reset() { }
    /// The socket, which had been full, takes output again.
    void output_taken() override { }
    /// What the connection was doing, for the log: a request's name.
    virtual std::string_view activity() const noexcept = 0;
    /// Completes what is told of a connection: protocol, client, activity.
    virtual void complete(ConnectionInfo& info) const { info.activity = activity(); }
    /// The request of a plugin that runs on behalf of serve(); null: none. What serve() throws
    /// then is its fault.
    virtual const RegisteredRequest* running() const noexcept { return nullptr; }
    /// For serve(), around each request, which writes to what begin_request() returns and to
    /// nothing else. end_request() throws std::logic_error if something that the request has left
    /// behind still waits.
    IByteWriter& begin_request();
    void end_request();

    StreamReader& reader() noexcept { return reader_; }
    StreamWriter& writer() noexcept { return writer_; }
    const ConnectionShared& shared() const noexcept { return shared_; }
    RequestTimer<>& timer() noexcept { return timer_; }
    /// As PluginRegistry::find; most connections repeat themselves, so the last one is remembered.
    const PluginRegistry::Request* find_request(const RequestId& id) noexcept
    {
        if (!found_ || found_->type.id != id)
            found_ = shared_.requests.find(id);
        return found_;
    }
    /// What the connection's loop counts about a request.
    RequestCounters& counters_of(const PluginRegistry::Request& request) noexcept
    {
        return stats_.requests[request.index];
    }

    // IRequestContext
    void* find_service(std::string_view name) noexcept override
    {
        return shared_.services.find(name);
    }
    const INodeInfo& node() const noexcept override { return shared_.node; }
    std::shared_ptr<IWaker> waker() override;
    void park(std::coroutine_handle<> waiting) override;
    void yield(std::coroutine_handle<> waiting) override;
    bool peer_gone() const noexcept override { return reader_.ended(); }
    /// Resumes who is parked, if anybody is.
    void wake_parked();

private:
    // IStreamOwner
    void resume(std::coroutine_handle<> waiting) override;
    void before_wait() override;
    void input_ended() override { wake_parked(); }
    void operation_ended() override { finish_if_idle(); }

    class WakeTarget;

    Task<> run();
    Task<> serve_logged();
    void close_writer() noexcept;
    bool forget_waiters() noexcept;
    void report(std::string_view why);
    void resume_yielded();
    void close();
    void finish_if_idle();

    EventLoop& loop_;
    const ConnectionShared& shared_;
    LoopStats& stats_;
    Finished finished_;
    Socket socket_;
    StreamReader reader_;
    StreamWriter writer_;
    const PluginRegistry::Request* found_ = nullptr; // by find_request()
    RequestWriters request_writers_;
    RequestWriter* request_writer_ = nullptr; // of the request that runs or waits
    std::unique_ptr<WakeTarget> wake_target_;
    std::shared_ptr<LoopWaker> waker_;
    std::coroutine_handle<> parked_;
    RequestTimer<> timer_;
    std::uint64_t number_ = 0;
    std::coroutine_handle<> yielding_;
    Task<> task_;
    bool active_ = false;
    bool yielded_ = false; // a turn of the loop is on its way
};

} // namespace dmq
