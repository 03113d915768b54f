// SPDX-License-Identifier: BSL-1.0
// How the run of a request handler ends.
#pragma once

#include <dmq/plugin/stream.hpp>
#include <dmq/plugin/task.hpp>

#include <ostream>
#include <system_error>

namespace dmq::support {

enum class Outcome {
    waiting, // for input, for a peer that does not read, or for news: nothing the run could do
    finished,
    peer_gone, // it has thrown PeerGone
    protocol_error, // it has thrown ProtocolError
};

inline std::ostream& operator<<(std::ostream& to, Outcome outcome)
{
    constexpr const char* names[] = {"waiting", "finished", "peer_gone", "protocol_error"};
    return to << names[static_cast<int>(outcome)];
}

struct Ending {
    Outcome outcome = Outcome::waiting;
    std::error_code error; // with Outcome::protocol_error
};

/// Of a task that is done. Exceptions other than PeerGone and ProtocolError are thrown on.
inline Ending ending_of(const Task<>& task)
{
    try {
        task.result();
        return {Outcome::finished, {}};
    } catch (const PeerGone&) {
        return {Outcome::peer_gone, {}};
    } catch (const ProtocolError& e) {
        return {Outcome::protocol_error, e.code()};
    }
}

} // namespace dmq::support
