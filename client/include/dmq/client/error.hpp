// SPDX-License-Identifier: BSL-1.0
// The one exception of the client library, and names for the node's answers.
#pragma once

#include <dmq/protocol/legacy.hpp>

#include <stdexcept>
#include <string>

namespace dmq::client {

using legacy::Status;

/// A name and the number, e.g. "channel is full (407)"; for unknown ones "status 404".
DMQ_EXPORT std::string describe(Status status);

/// What went wrong between client and node. what() is one line that names the node.
class DMQ_EXPORT Error : public std::runtime_error {
public:
    enum class Kind {
        connect, // the connection could not be made
        lost, // the node closed it, or it broke
        timeout, // the node did not move in time
        protocol, // the node sent what the protocol does not allow
        refused, // a stream was answered with another status than 200: see status()
        interrupted, // Options::stop_fd became readable
    };

    Error(Kind kind, const std::string& what, Status status = Status::ok)
        : std::runtime_error(what), kind_(kind), status_(status)
    {
    }
    Kind kind() const noexcept { return kind_; }
    /// Of a refused stream; Status::ok otherwise.
    Status status() const noexcept { return status_; }

private:
    Kind kind_;
    Status status_;
};

} // namespace dmq::client
