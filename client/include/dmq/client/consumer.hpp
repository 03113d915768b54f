// SPDX-License-Identifier: BSL-1.0
// The records of a channel from all nodes, batch by batch.
#pragma once

#include <dmq/client/batch.hpp>
#include <dmq/client/detail/operation.hpp>

#include <boost/asio/async_result.hpp>

#include <memory>
#include <system_error>
#include <utility>

namespace dmq::client {

/// A running Consume. Each node lends one batch at a time and sends the next one when that is done;
/// when a connection is lost the Consume starts again as soon as the node is back, and a batch that
/// was not done comes again, perhaps from another consumer. Any thread, like Client.
///
/// To lose nothing and to leave nothing behind: stop(), then take batches until Errc::stopped. Just
/// destroyed, it leaves what was not done to the nodes, which lend it anew when the connections
/// end.
class Consumer {
public:
    /// For Client.
    Consumer(std::shared_ptr<detail::ICore> core, std::shared_ptr<detail::IConsumer> consumer)
        : core_(std::move(core)), consumer_(std::move(consumer))
    {
    }
    Consumer(Consumer&&) noexcept = default;
    Consumer& operator=(Consumer&& other) noexcept
    {
        Consumer moved(std::move(other));
        std::swap(core_, moved.core_);
        std::swap(consumer_, moved.consumer_);
        return *this;
    }
    ~Consumer()
    {
        if (consumer_)
            consumer_->abandon();
    }

    /// The next batch, to be finished with Batch::done(). Errors: stopped; closed; canceled; if all
    /// nodes have ended the Consume by themselves, why the last one did (channel_removed,
    /// node_error, unsupported_…). Several may wait. Signature: void(std::error_code, Batch).
    template <class Token> auto async_next(Token&& token)
    {
        return boost::asio::async_initiate<Token, void(std::error_code, Batch)>(
            [](auto handler, const std::shared_ptr<detail::ICore>& core,
               const std::shared_ptr<detail::IConsumer>& consumer) {
                consumer->next(detail::make_waiter<detail::BatchResult>(core, std::move(handler)));
            },
            token, core_, consumer_);
    }

    /// Calls `on_batch(Batch&)` for each batch, one after the other, and `on_end(std::error_code)`
    /// when there will be no more, see async_next(). A batch that on_batch does not move away is
    /// done when it returns. On the client's executor; no call starts after this object was
    /// destroyed there. Once; not together with async_next().
    template <class OnBatch, class OnEnd> void start(OnBatch on_batch, OnEnd on_end)
    {
        take_next(consumer_, std::move(on_batch), std::move(on_end));
    }

    /// No batch is handed out any more, though one may be arriving; what nodes have sent is kept.
    void suspend() { consumer_->suspend(); }
    void resume() { consumer_->resume(); }
    bool suspended() const noexcept { return consumer_->suspended(); }
    /// Every node is told to stop, behind the batch that it has lent; what was received is still
    /// handed out (unless suspended: when resumed), then comes Errc::stopped. A batch that is under
    /// way when the node reads Stop counts as acknowledged there: the protocol lets the node do so.
    /// Take batches until Errc::stopped, or its records are lost. Idempotent.
    void stop() { consumer_->stop(); }

private:
    friend class BlockingClient;

    template <class OnBatch, class OnEnd>
    static void take_next(const std::shared_ptr<detail::IConsumer>& consumer, OnBatch on_batch,
                          OnEnd on_end)
    {
        auto handler = [consumer, on_batch = std::move(on_batch),
                        on_end = std::move(on_end)](std::error_code error, Batch batch) mutable {
            if (consumer->abandoned())
                return;
            if (error) {
                on_end(error);
                return;
            }
            on_batch(batch);
            batch.done();
            take_next(consumer, std::move(on_batch), std::move(on_end));
        };
        consumer->next(detail::make_waiter<detail::BatchResult>(nullptr, std::move(handler)));
    }

    std::shared_ptr<detail::ICore> core_;
    std::shared_ptr<detail::IConsumer> consumer_;
};

} // namespace dmq::client
