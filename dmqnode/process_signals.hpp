// SPDX-License-Identifier: BSL-1.0
// Signals to the process, read like any other input.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>

namespace dmq::node_app {

/// Takes SIGINT, SIGTERM, SIGQUIT and SIGHUP from a signalfd: nothing ever runs in a signal
/// handler. They stay blocked for good, in the calling thread and in all that it starts later.
class ProcessSignals {
public:
    using Handler = std::function<void(int signal)>;

    /// From now on `handler` is called on the context's thread. Throws std::system_error.
    ProcessSignals(boost::asio::io_context& context, Handler handler);

private:
    void wait();
    void take_all();

    boost::asio::posix::stream_descriptor descriptor_;
    Handler handler_;
};

} // namespace dmq::node_app
