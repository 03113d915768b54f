// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <poll.h>
#include <session.hpp>
#include <stop_watch.hpp>

namespace dmq::cli {

using client::Errc;

/// What the first attempt to connect has come to, node by node.
struct Session::Attempts {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, std::error_code> results;
    bool stopped = false;

    void notify(const client::Notification& event)
    {
        if (event.kind == client::Notification::Kind::request_failed)
            return;
        const std::lock_guard lock(mutex);
        results.emplace(to_string(event.node), event.cause);
        changed.notify_one();
    }
    void stop()
    {
        const std::lock_guard lock(mutex);
        stopped = true;
        changed.notify_one();
    }
    void wait(std::size_t nodes)
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stopped || results.size() >= nodes; });
    }
};

namespace {

client::ClientOptions options_of(const Invocation& invocation,
                                 const std::vector<client::Address>& nodes,
                                 const client::Credentials& credentials)
{
    client::ClientOptions options;
    for (const client::Address& node : nodes)
        if (std::ranges::find(options.nodes, node) == options.nodes.end())
            options.nodes.push_back(node);
    options.credentials = credentials;
    options.wait_for_room = true;
    if (const auto timeout = invocation.settings().timeout)
        options.connect_timeout = options.login_timeout = options.request_timeout = *timeout;
    return options;
}

std::string cannot_connect(const std::string& node, const std::error_code& cause)
{
    return "cannot connect to " + node + ": " + cause.message();
}

} // namespace

Session::Session(const Invocation& invocation)
    : Session(invocation, invocation.settings().nodes, *invocation.settings().credentials)
{
}

Session::Session(const Invocation& invocation, const std::vector<client::Address>& nodes,
                 const client::Credentials& credentials)
    : attempts_(std::make_shared<Attempts>())
{
    connect(invocation, options_of(invocation, nodes, credentials));
}

Session::~Session() = default;

std::vector<client::Address> Session::connected() const
{
    std::vector<client::Address> nodes;
    for (const client::NodeInfo& node : blocking_->client().statistics().nodes)
        if (node.state == client::NodeState::ready)
            nodes.push_back(node.address);
    return nodes;
}

void Session::settle() { admin().async_list("settle", {}, boost::asio::use_future).get(); }

void Session::connect(const Invocation& invocation, client::ClientOptions options)
{
    const std::size_t nodes = options.nodes.size();
    options.on_notification = [attempts = attempts_](const client::Notification& event) {
        attempts->notify(event);
    };
    blocking_ = std::make_unique<client::BlockingClient>(std::move(options));
    const StopWatch watch(invocation.io().stop_fd, [attempts = attempts_] { attempts->stop(); });
    attempts_->wait(nodes);
    check_connected(invocation);
}

void Session::check_connected(const Invocation& invocation)
{
    const std::lock_guard lock(attempts_->mutex);
    if (attempts_->stopped)
        throw Failure(ExitCode::connection, "interrupted");
    std::vector<std::string> failures;
    for (const auto& [node, cause] : attempts_->results)
        if (cause)
            failures.push_back(cannot_connect(node, cause));
    if (failures.size() == attempts_->results.size()) {
        std::string all;
        for (const std::string& failure : failures)
            all += (all.empty() ? "" : "; ") + failure;
        throw Failure(ExitCode::connection, all);
    }
    for (const std::string& failure : failures)
        invocation.say(failure + "; the other nodes are used");
}

ExitCode code_of(const std::error_code& error)
{
    const Errc refusals[] = {
        Errc::bad_channel_name,    Errc::bad_subscriber_name, Errc::bad_channel_count,
        Errc::empty_record,        Errc::record_too_large,    Errc::node_error,
        Errc::unsupported_request, Errc::unsupported_version, Errc::has_subscribers,
        Errc::channel_removed,     Errc::channel_unknown};
    const bool refused = std::ranges::any_of(
        refusals, [&](Errc code) { return error == make_error_code(code); });
    return refused ? ExitCode::refused : ExitCode::connection;
}

} // namespace dmq::cli
