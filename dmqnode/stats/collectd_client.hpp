// SPDX-License-Identifier: BSL-1.0
// Sends commands to Collectd's UNIX socket.
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace dmq::node_app {

/// All work is done on the io_context, which must outlive the object; used on its thread. Never
/// blocks: what Collectd does not take in time is dropped, with a warning in the log.
class CollectdClient {
public:
    CollectdClient(boost::asio::io_context& loop, std::string socket_path);
    /// Ends what is under way.
    ~CollectdClient();
    CollectdClient(const CollectdClient&) = delete;
    CollectdClient& operator=(const CollectdClient&) = delete;

    /// Connects if necessary, sends the lines, and expects as many answers. Drops the lines while
    /// earlier ones are not answered.
    void send(std::string lines, std::size_t count);
    /// Whether all that was sent is answered, or given up.
    bool idle() const noexcept;

private:
    class Exchange;
    std::shared_ptr<Exchange> exchange_;
};

} // namespace dmq::node_app
