// SPDX-License-Identifier: BSL-1.0
// Makes the cores of clients: with a thread of their own, or on an executor of the application.
#include "net/runtime.hpp"

#include <dmq/client/detail/core.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <csignal>
#include <pthread.h>
#include <thread>
#include <utility>

namespace dmq::client::detail {
namespace {

namespace asio = boost::asio;

/// A thread that runs handlers until nothing is left to do. It takes no signals.
class OwnThread {
public:
    asio::io_context& context() noexcept { return context_; }

    static void start(const std::shared_ptr<OwnThread>& self)
    {
        sigset_t all, before;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        self->thread_ = std::thread([self] { self->context_.run(); });
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
    /// The work is over as soon as the client has closed.
    void finish()
    {
        work_.reset();
        if (thread_.get_id() == std::this_thread::get_id())
            thread_.detach();
        else
            thread_.join();
    }

private:
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_ = make_work_guard(context_);
    std::thread thread_;
};

} // namespace

std::shared_ptr<ICore> make_core(ClientOptions options)
{
    const auto thread = std::make_shared<OwnThread>();
    auto runtime = std::make_shared<Runtime>(thread->context().get_executor(), std::move(options),
                                             thread);
    runtime->start();
    OwnThread::start(thread);
    ICore* const core = runtime.get();
    return {core, [thread, runtime = std::move(runtime)](ICore*) {
                runtime->close();
                thread->finish();
            }};
}

std::shared_ptr<ICore> make_core(const asio::any_io_executor& executor, ClientOptions options)
{
    auto runtime = std::make_shared<Runtime>(asio::make_strand(executor), std::move(options));
    runtime->start();
    ICore* const core = runtime.get();
    return {core, [runtime = std::move(runtime)](ICore*) { runtime->close(); }};
}

} // namespace dmq::client::detail
