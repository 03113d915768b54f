// SPDX-License-Identifier: BSL-1.0
// The neo client of one command.
#pragma once

#include <dmq/client/admin.hpp>
#include <dmq/client/blocking.hpp>

#include <failure.hpp>
#include <invocation.hpp>
#include <memory>
#include <string>
#include <vector>

namespace dmq::cli {

/// Connected to the nodes, or it is not made. One thread.
class Session {
public:
    /// To the nodes of the invocation. Returns when each node is connected or has failed once; says
    /// on stderr which failed. Throws Failure(connection) if all did.
    explicit Session(const Invocation& invocation);
    /// To others than those of the invocation.
    Session(const Invocation& invocation, const std::vector<client::Address>& nodes,
            const client::Credentials& credentials);
    ~Session();

    client::BlockingClient& blocking() noexcept { return *blocking_; }
    client::Client& client() noexcept { return blocking_->client(); }
    /// The nodes that are connected now.
    std::vector<client::Address> connected() const;
    /// Returns when the nodes have seen all that was sent, acknowledgements among it.
    void settle();
    client::Admin admin() { return client::Admin(client()); }

private:
    struct Attempts;

    void connect(const Invocation& invocation, client::ClientOptions options);
    void check_connected(const Invocation& invocation);

    std::shared_ptr<Attempts> attempts_;
    std::unique_ptr<client::BlockingClient> blocking_;
};

/// The exit code that an error of the client stands for.
ExitCode code_of(const std::error_code& error);

/// Throws Failure that names the first node that failed, with its reason; `accepted` is no failure.
template <class Answers> void check_answers(const Answers& answers, std::error_code accepted = {})
{
    for (const auto& [node, error, value] : answers)
        if (error && error != accepted)
            throw Failure(code_of(error), to_string(node) + ": " + error.message());
}

} // namespace dmq::cli
