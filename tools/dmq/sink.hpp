// SPDX-License-Identifier: BSL-1.0
// Where push and produce send records to, in either protocol.
#pragma once

#include <cstdint>
#include <invocation.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::cli {

/// Not everything was acknowledged, for what the node did; what() says how much was.
class SinkFailure : public Failure {
    using Failure::Failure;
};

/// Many records on the way at once, each acknowledged. One thread. All
/// throw SinkFailure.
class ISink {
public:
    virtual ~ISink() = default;
    /// Sends a record, some time. False: one was refused, or the connection has gone; it is time
    /// to finish(), which says why.
    virtual bool push(std::string_view record) = 0;
    /// Sends what is gathered until there is something to read.
    virtual void wait_readable(int fd) = 0;
    /// Returns when every record is acknowledged. SinkFailure: one was not.
    virtual void finish() = 0;
    virtual std::uint64_t pushed() const = 0;
    virtual std::uint64_t acknowledged() const = 0;

    /// ": 3 of 5 records sent were acknowledged".
    std::string acknowledged_text() const;
};

/// Connects. Throws Failure, Error. The invocation outlives the sink.
std::unique_ptr<ISink> make_sink(const Invocation& invocation, const std::string& channel);
/// The same to these nodes, in neo.
std::unique_ptr<ISink> make_sink(const Invocation& invocation, const std::string& channel,
                                 const std::vector<client::Address>& nodes,
                                 const client::Credentials& credentials);

} // namespace dmq::cli
