// SPDX-License-Identifier: BSL-1.0
// dmq bench: what a node does in a second, with every record checked.
#include <dmq/bench/run.hpp>
#include <dmq/protocol/neo_auth.hpp>

#include <boost/asio/use_future.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <bench_text.hpp>
#include <output.hpp>
#include <queues.hpp>
#include <stop_watch.hpp>
#include <unistd.h>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;

constexpr std::uint64_t most_at_once = 1000; // connections, or requests on one of them

std::uint64_t number(const Invocation& invocation, const std::string& option,
                     std::uint64_t otherwise, std::uint64_t from, std::uint64_t to)
{
    const std::uint64_t value = invocation.has(option) ? invocation.count(option) : otherwise;
    if (value < from || value > to)
        throw Failure(ExitCode::usage,
                      "--" + option + ": expected " + std::to_string(from) + " to " +
                          std::to_string(to));
    return value;
}

bench::Work work_of(const Invocation& invocation)
{
    const std::string work = invocation.text("work");
    if (work == "push")
        return bench::Work::push;
    if (work != "flow")
        throw Failure(ExitCode::usage, "--work: \"" + work + "\": expected flow or push");
    return bench::Work::flow;
}

/// All but channel and addresses, which need the nodes.
bench::Workload workload_of(const Invocation& invocation)
{
    bench::Workload workload;
    workload.work = work_of(invocation);
    workload.records = number(invocation, "records", 100'000, 1, 1'000'000'000);
    workload.record_size = number(invocation, "size", 100, bench::min_record_size, 10'000'000);
    workload.rate = static_cast<double>(number(invocation, "rate", 0, 0, 10'000'000));
    workload.timeout = std::chrono::seconds(number(invocation, "limit", 60, 1, 86'400));
    bench::Side side;
    side.dialect = invocation.legacy() ? bench::Dialect::legacy : bench::Dialect::neo;
    side.connections = static_cast<unsigned>(number(invocation, "connections", 1, 1, most_at_once));
    side.depth = static_cast<unsigned>(number(invocation, "depth", 64, 1, most_at_once));
    workload.producer = side;
    if (const auto& credentials = invocation.settings().credentials)
        workload.credentials = {credentials->name, neo::hexadecimal(credentials->key)};
    return workload;
}

/// On all nodes that can be reached. Whatever the load has left goes with its channel, when it ends
/// and when the user interrupts it.
class BenchChannel {
public:
    explicit BenchChannel(const Invocation& invocation)
        : invocation_(invocation), name_("dmq-bench-" + std::to_string(::getpid()))
    {
        if (invocation.legacy())
            invocation.connect(Invocation::On::nothing); // to one node, or it says why not
        else
            session_ = std::make_unique<Session>(invocation);
    }
    const std::string& name() const noexcept { return name_; }
    std::vector<client::Address> nodes() const
    {
        return session_ == nullptr ? invocation_.settings().nodes : session_->connected();
    }
    void remove()
    {
        if (session_ == nullptr)
            invocation_.connect(Invocation::On::nothing).remove_channel(name_);
        else
            session_->admin().async_remove_channel(name_, {}, boost::asio::use_future).get();
    }

private:
    const Invocation& invocation_;
    std::string name_;
    std::unique_ptr<Session> session_;
};

/// As every other command reaches it.
std::string way_to(const client::Address& node) { return "nearest:" + to_string(node); }

/// Producers and consumers for each node.
void spread(bench::Workload& workload, const std::vector<client::Address>& nodes)
{
    if (nodes.empty())
        throw Failure(ExitCode::connection, "no node is connected any more");
    bench::Side& side = workload.producer;
    side.address = way_to(nodes.front());
    for (auto node = nodes.begin() + 1; node != nodes.end(); ++node)
        side.further.push_back(way_to(*node));
    workload.consumer = side;
}

std::string names_of(const std::vector<client::Address>& nodes)
{
    std::string names;
    for (const client::Address& node : nodes)
        names += (names.empty() ? "" : ", ") + to_string(node);
    return names;
}

bench::Result run_workload(const Invocation& invocation, const bench::Workload& workload,
                           const std::vector<client::Address>& nodes, BenchChannel& channel)
try {
    const StopWatch watch(invocation.io().stop_fd, [&] { channel.remove(); });
    return bench::run(workload);
} catch (const std::runtime_error& error) {
    if (readable(invocation.io().stop_fd))
        throw Failure(ExitCode::partial, "interrupted");
    throw Failure(ExitCode::connection, names_of(nodes) + ": " + error.what());
}

ExitCode run_bench(const Invocation& invocation)
{
    bench::Workload workload = workload_of(invocation);
    BenchChannel channel(invocation);
    workload.channel = channel.name();
    const std::vector<client::Address> nodes = channel.nodes();
    spread(workload, nodes);
    bench::Result result;
    try {
        result = run_workload(invocation, workload, nodes, channel);
    } catch (const Failure&) {
        channel.remove();
        throw;
    }
    channel.remove();
    write_all(invocation.io().out,
              invocation.json() ? bench_json(result) : bench_text(workload, result));
    return ExitCode::ok;
}

void add_bench_options(po::options_description_easy_init options)
{
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    options("work", po::value<std::string>()->default_value("flow")->value_name("flow|push"),
            "push and consume at the same time, or only push");
    options("records", text("N"), "how many, else 100000");
    options("size", text("BYTES"), "of each record, else 100; at least 24");
    options("connections", text("N"),
            "of producers to each node, and as many of consumers; else 1");
    options("depth", text("N"), "requests that wait for an answer on each connection, else 64");
    options("rate", text("N"), "records per second; else as fast as possible");
    options("limit", text("SECONDS"), "it fails if it takes longer, else 60");
}

} // namespace

const Command bench_command{
    .name = "bench",
    .words = "",
    .summary = "Measure the nodes with records of their own, and check that each arrives",
    .examples = "  dmq bench\n"
                "  dmq bench --records 1000000 --size 1000 --connections 4\n"
                "  dmq bench --rate 10000 --records 100000    # latency",
    .min_words = 0,
    .max_words = 0,
    .add_options = add_bench_options,
    .run = run_bench,
};

} // namespace dmq::cli
