// SPDX-License-Identifier: BSL-1.0
// Whose code the calling thread runs: what a handler was lent is good there and nowhere else.
#pragma once

namespace dmq {

class ConnectionHandler;

/// What a thread runs for a connection, and for which of its requests; null: nothing.
struct RunningCode {
    const ConnectionHandler* connection = nullptr;
    const void* request = nullptr; // what it was given to write to: no other request has the same
};

// initial-exec, as the framework is loaded with the program: reaching it costs nothing
[[gnu::tls_model("initial-exec")]] inline thread_local constinit RunningCode running_code;

/// The thread runs this code while the object lives; afterwards what it ran before.
class CodeScope {
public:
    explicit CodeScope(RunningCode code) noexcept : before_(running_code) { running_code = code; }
    CodeScope(const CodeScope&) = delete;
    CodeScope& operator=(const CodeScope&) = delete;
    ~CodeScope() { running_code = before_; }

private:
    RunningCode before_;
};

} // namespace dmq
