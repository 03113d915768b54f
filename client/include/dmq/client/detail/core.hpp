// SPDX-License-Identifier: BSL-1.0
// Not for applications: the library behind the templates of Client and Consumer.
#pragma once

#include <dmq/client/client_options.hpp>
#include <dmq/client/detail/admin_request.hpp>
#include <dmq/client/detail/delivery.hpp>
#include <dmq/client/statistics.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace dmq::client::detail {

/// What a Consumer refers to. Any thread.
class IConsumer {
public:
    virtual ~IConsumer() = default;
    /// Takes the waiter over.
    virtual void next(NextBatch& waiter) = 0;
    virtual void suspend() = 0;
    virtual void resume() = 0;
    virtual bool suspended() const noexcept = 0;
    virtual void stop() = 0;
    virtual void abandon() noexcept = 0;
    virtual bool abandoned() const noexcept = 0;
};

/// What a Client refers to. Any thread.
class ICore {
public:
    virtual ~ICore() = default;
    virtual boost::asio::any_io_executor executor() const = 0;
    struct Admission {
        std::error_code error;
        bool counted = false;
    };
    /// Whether a request of this size may be made. Counted or, if it is patient and there is no
    /// room, not: then it waits for some.
    virtual Admission admit(std::size_t bytes, bool patient) noexcept = 0;
    /// Take over what they get.
    virtual void submit(Request& request) = 0;
    virtual void administrate(AdminRequest& request) = 0;
    virtual void wait_room(Waiter& waiter) = 0;
    virtual void wait_connected(Waiter& waiter, std::size_t nodes) = 0;

    virtual std::uint64_t new_cancel_key() noexcept = 0;
    virtual void cancel(std::uint64_t key) noexcept = 0;
    virtual std::shared_ptr<IConsumer> consume(std::string channel, ConsumeOptions options) = 0;
    virtual void add_node(const Address& address) = 0;
    virtual void reconnect() = 0;
    virtual void close() noexcept = 0;
    virtual Statistics statistics() const = 0;
    virtual void reset_statistics() = 0;
    virtual bool on_this_thread() const noexcept = 0;
};

/// The core of a client. When the last pointer to it goes, the client is closed, and its thread
/// joined if it has one: what runs on the client's executor keeps none.
DMQ_EXPORT std::shared_ptr<ICore> make_core(ClientOptions options);
DMQ_EXPORT std::shared_ptr<ICore> make_core(const boost::asio::any_io_executor& executor,
                                            ClientOptions options);

} // namespace dmq::client::detail
