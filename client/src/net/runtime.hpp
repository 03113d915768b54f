// SPDX-License-Identifier: BSL-1.0
// The engine on an executor: sockets, a timer, and what other threads submit.
#pragma once

#include "core/engine.hpp"
#include "net/connection.hpp"
#include "net/submissions.hpp"

#include <dmq/client/detail/core.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace dmq::client {

class Runtime final : public detail::ICore,
                      ITransport,
                      public IConnectionEvents,
                      public std::enable_shared_from_this<Runtime> {
public:
    /// `executor` must not run two functions at the same time; `context`, if any, is what it runs
    /// on, kept as long as the object. start() comes next.
    Runtime(boost::asio::any_io_executor executor, ClientOptions options,
            std::shared_ptr<void> context = {});
    ~Runtime() override;

    void start();
    boost::asio::any_io_executor executor() const override { return executor_; }
    Admission admit(std::size_t bytes, bool patient) noexcept override;
    void submit(detail::Request& request) override;
    void administrate(detail::AdminRequest& request) override;
    void wait_room(detail::Waiter& waiter) override;
    void wait_connected(detail::Waiter& waiter, std::size_t nodes) override;
    std::uint64_t new_cancel_key() noexcept override { return ++last_cancel_key_; }
    void cancel(std::uint64_t key) noexcept override;
    std::shared_ptr<detail::IConsumer> consume(std::string channel,
                                               ConsumeOptions options) override;
    void add_node(const Address& address) override;
    void reconnect() override;
    void close() noexcept override;
    Statistics statistics() const override;
    void reset_statistics() override;
    bool on_this_thread() const noexcept override;

    /// Runs it soon on the executor. False: the client is closed, and the command was not taken.
    bool post(Command command);
    /// post() for what takes a waiter over; a closed client answers it at once.
    void post_waiter(detail::Waiter& waiter, Command command);

private:
    class Running;

    void connect(std::uint32_t node) override;
    void close(std::uint32_t node) override;
    void send(std::uint32_t node) override;
    void on_connected(Connection& connection) override;
    void on_received(Connection& connection) override;
    void on_lost(Connection& connection, std::error_code cause) override;

    void schedule(Submissions::Added added);
    void wake();
    void run();
    void drain();
    void apply(const Submissions::Taken& taken);
    void submit_all(detail::Request* first);
    void deliver();
    void call_application();
    void flush();
    void arm_timer();
    void shut();
    void add_to_directory(const Node* node);

    const std::shared_ptr<void> context_;
    const boost::asio::any_io_executor executor_;
    const ClientOptions options_;
    Counters counters_;
    Submissions submissions_;
    std::atomic<std::uint64_t> last_cancel_key_{0};

    mutable std::mutex directory_mutex_;
    std::vector<std::shared_ptr<NodeStatus>> directory_;

    // confined to the executor
    boost::asio::steady_timer timer_;
    Time armed_for_ = Time::max();
    std::vector<std::shared_ptr<Connection>> connections_; // by node
    std::vector<std::uint32_t> to_send_;
    RequestChain own_requests_; // submitted while events run here: no lock needed
    bool delivering_ = false; // the engine rests
    bool closing_ = false;
    Engine engine_;
};

} // namespace dmq::client
