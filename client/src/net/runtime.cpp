// SPDX-License-Identifier: BSL-1.0
#include "net/runtime.hpp"

#include "net/consumer_link.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <ctime>
#include <utility>

namespace dmq::client {
namespace {

namespace asio = boost::asio;

std::uint64_t unix_now() { return static_cast<std::uint64_t>(std::time(nullptr)); }

ClientOptions checked(ClientOptions options)
{
    constexpr std::size_t most_requests = 4'900;
    options.max_requests = std::clamp<std::size_t>(options.max_requests, 1, most_requests);
    options.max_bytes = std::max<std::size_t>(options.max_bytes, 1);
    return options;
}

// the library is loaded with the program: costs no call
[[gnu::tls_model("initial-exec")]] thread_local constinit const Runtime* running = nullptr;

} // namespace

/// Marks the thread that runs events; what it submits is looked for when they are over.
class Runtime::Running {
public:
    explicit Running(const Runtime* runtime) noexcept : before_(std::exchange(running, runtime)) { }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() { running = before_; }

private:
    const Runtime* before_;
};

Runtime::Runtime(asio::any_io_executor executor, ClientOptions options,
                 std::shared_ptr<void> context)
    : context_(std::move(context)),
      executor_(std::move(executor)),
      options_(checked(std::move(options))),
      timer_(executor_),
      engine_(options_, *this, counters_, unix_now, Clock::now())
{
}

Runtime::~Runtime()
{
    engine_.close(Errc::closed);
    apply(submissions_.shut()); // to be dropped with the engine
}

void Runtime::start()
{
    for (const Address& address : options_.nodes)
        add_node(address);
}

bool Runtime::on_this_thread() const noexcept { return running == this; }

// ---- from any thread

Runtime::Admission Runtime::admit(std::size_t bytes, bool patient) noexcept
{
    if (bytes > options_.max_message)
        return {Errc::record_too_large, false};
    if (counters_.load.admit(bytes, options_))
        return {{}, true};
    return {patient || options_.wait_for_room ? std::error_code() : Errc::queue_full, false};
}

void Runtime::submit(detail::Request& request)
{
    if (on_this_thread())
        return delivering_ ? engine_.submit(request) : own_requests_.add(request);
    const auto added = submissions_.add(request);
    if (added != Submissions::Added::refused)
        return schedule(added);
    if (request.counted)
        counters_.load.release(request.message.size());
    request.error = Errc::closed;
    request.deliver();
}

void Runtime::administrate(detail::AdminRequest& request)
{
    if (post([&request](Engine& engine) { engine.submit(request); }))
        return;
    request.refused = Errc::closed;
    if (request.target)
        request.parts.push_back({*request.target, 0, Errc::closed, {}, false, true});
    request.deliver();
}

bool Runtime::post(Command command)
{
    const auto added = submissions_.add(std::move(command));
    schedule(added);
    return added != Submissions::Added::refused;
}

void Runtime::post_waiter(detail::Waiter& waiter, Command command)
{
    if (post(std::move(command)))
        return;
    waiter.error = Errc::closed;
    waiter.deliver();
}

void Runtime::schedule(Submissions::Added added)
{
    if (added == Submissions::Added::first && !on_this_thread())
        wake();
}

void Runtime::wake()
{
    asio::post(executor_, [self = shared_from_this()] { self->run(); });
}

void Runtime::wait_room(detail::Waiter& waiter)
{
    post_waiter(waiter, [&waiter](Engine& engine) { engine.wait_room(waiter); });
}

void Runtime::wait_connected(detail::Waiter& waiter, std::size_t nodes)
{
    post_waiter(waiter, [&waiter, nodes](Engine& engine) { engine.wait_connected(waiter, nodes); });
}

void Runtime::cancel(std::uint64_t key) noexcept
{
    post([key](Engine& engine) { engine.cancel(key); });
}

std::shared_ptr<detail::IConsumer> Runtime::consume(std::string channel, ConsumeOptions options)
{
    auto link = std::make_shared<ConsumerLink>(weak_from_this());
    post([link, channel = std::move(channel), options = std::move(options)](Engine& engine) {
        link->attach(engine.consume(channel, options, link));
    });
    return link;
}

void Runtime::add_node(const Address& address)
{
    post([this, address](Engine& engine) { add_to_directory(engine.add_node(address)); });
}

void Runtime::reconnect()
{
    post([](Engine& engine) { engine.reconnect(); });
}

void Runtime::close() noexcept
{
    post([this](Engine&) { closing_ = true; });
}

void Runtime::reset_statistics()
{
    post([this](Engine&) {
        for (RequestCounter& counter : counters_.requests)
            counter.reset();
        const std::lock_guard lock(directory_mutex_);
        for (const auto& status : directory_)
            status->reset_counters();
    });
}

Statistics Runtime::statistics() const
{
    Statistics result;
    result.active_requests = counters_.load.requests();
    result.active_bytes = counters_.load.bytes();
    result.max_active_requests = counters_.load.max_requests.get();
    result.registered_nodes = counters_.registered_nodes.get();
    result.connected_nodes = counters_.connected_nodes.get();
    result.initializing_nodes = counters_.initializing_nodes.get();
    for (std::size_t i = 0; i < request_kinds; ++i)
        result.requests[i] = counters_.requests[i].snapshot();
    const std::lock_guard lock(directory_mutex_);
    for (const auto& status : directory_)
        result.nodes.push_back(status->snapshot());
    return result;
}

void Runtime::add_to_directory(const Node* node)
{
    if (node == nullptr)
        return;
    const std::lock_guard lock(directory_mutex_);
    directory_.push_back(node->status());
}

// ---- the transport, called by the engine

void Runtime::connect(std::uint32_t node)
{
    if (connections_.size() <= node)
        connections_.resize(node + 1);
    connections_[node] = std::make_shared<Connection>(executor_, engine_.node(node),
                                                      weak_from_this(), options_.local_sockets);
    connections_[node]->connect();
}

void Runtime::close(std::uint32_t node)
{
    if (node < connections_.size() && connections_[node])
        std::exchange(connections_[node], nullptr)->close();
}

void Runtime::send(std::uint32_t node)
{
    if (to_send_.empty() || to_send_.back() != node)
        to_send_.push_back(node);
}

// ---- events of sockets, timer and submissions: each ends with run()

void Runtime::on_connected(Connection& connection)
{
    engine_.set_now(Clock::now());
    connection.node().connected();
    run();
}

void Runtime::on_received(Connection& connection)
{
    engine_.set_now(Clock::now());
    connection.node().received();
    run();
}

void Runtime::on_lost(Connection& connection, std::error_code cause)
{
    engine_.set_now(Clock::now());
    connection.node().lost(cause);
    run();
}

/// Does what is there to do, sends what came of it, and calls the application.
void Runtime::run()
{
    const Running mark(this);
    engine_.set_now(Clock::now());
    drain();
    deliver();
    drain(); // what the application has submitted
    if (engine_.has_deliveries())
        wake(); // others first
    flush();
    arm_timer();
    if (std::exchange(closing_, false))
        shut();
}

void Runtime::drain()
{
    apply(submissions_.take());
    engine_.tick();
}

void Runtime::apply(const Submissions::Taken& taken)
{
    for (const Command& command : taken.commands)
        command(engine_);
    submit_all(taken.first);
    submit_all(own_requests_.take());
}

void Runtime::submit_all(detail::Request* first)
{
    while (first != nullptr)
        engine_.submit(*std::exchange(first, first->next));
}

void Runtime::deliver()
{
    try {
        call_application();
    } catch (...) { // of the application: the rest of it comes later
        wake();
        throw;
    }
}

/// What it submits meanwhile goes to the engine at once, with its bytes still in the cache.
void Runtime::call_application()
{
    struct Delivering {
        bool& flag;
        ~Delivering() { flag = false; }
    };
    const Delivering mark{delivering_};
    delivering_ = true;
    engine_.deliver();
}

void Runtime::flush()
{
    for (const std::uint32_t node : std::exchange(to_send_, {}))
        if (node < connections_.size() && connections_[node])
            connections_[node]->send();
}

void Runtime::arm_timer()
{
    const Time deadline = engine_.deadline();
    if (deadline == armed_for_)
        return;
    armed_for_ = deadline;
    if (deadline == Time::max()) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(deadline);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (error)
            return;
        self->armed_for_ = Time::max();
        self->run();
    });
}

/// For good: everything is answered, nothing is taken any more.
void Runtime::shut()
{
    timer_.cancel();
    engine_.close(Errc::closed);
    apply(submissions_.shut());
    while (engine_.has_deliveries()) {
        engine_.deliver();
        submit_all(own_requests_.take());
    }
}

} // namespace dmq::client
