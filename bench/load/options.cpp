// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include <boost/program_options.hpp>

#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace dmq::bench {
namespace {

namespace po = boost::program_options;

constexpr const char* usage =
    "usage: dmq-load --work push|pop|flow --producer DIALECT@ADDRESS[,ADDRESS...] --consumer ... "
    "...\n"
    "Loads one server, or several of a kind, checks all that arrives, prints one line of JSON.\n"
    "DIALECT: legacy, neo, redis, redis-stream, nats, jetstream, beanstalkd, memcached.\n"
    "ADDRESS: HOST:PORT; local:HOST:PORT, the UNIX-domain socket of the node there; "
    "nearest:HOST:PORT,"
    " that or else TCP;\nor the path of a socket.\n\nOptions";

po::options_description known_options()
{
    po::options_description options(usage);
    auto add = options.add_options();
    add("help,h", "prints this");
    add("work", po::value<std::string>()->required(),
        "push: store records; pop: take those that a push has left; flow: both at once");
    add("producer", po::value<std::string>(), "who stores");
    add("producers", po::value<unsigned>()->default_value(1), "connections to each server");
    add("consumer", po::value<std::string>(), "who takes");
    add("consumers", po::value<unsigned>()->default_value(1), "connections to each server");
    add("depth", po::value<unsigned>()->default_value(1),
        "requests at a time on a connection; 0: a stream without answers");
    add("subscribers", po::value<unsigned>()->default_value(1), "of a flow");
    add("channel", po::value<std::string>()->default_value("bench"), "");
    add("size", po::value<std::size_t>()->default_value(100), "bytes of a record");
    add("records", po::value<std::uint64_t>()->default_value(100'000), "");
    add("rate", po::value<double>()->default_value(0), "of a flow: records per second; 0: any");
    add("window", po::value<std::size_t>()->default_value(Workload().window),
        "of a flow: bytes on their way at most");
    add("timeout", po::value<unsigned>()->default_value(60), "seconds");
    add("pid", po::value<pid_t>(), "of the server whose CPU time is measured");
    add("credentials", po::value<std::string>(), "file with name:key, for neo");
    return options;
}

Work work_of(const std::string& name)
{
    if (name == "push")
        return Work::push;
    if (name == "pop")
        return Work::pop;
    if (name == "flow")
        return Work::flow;
    throw UsageError("--work: push, pop or flow expected, not '" + name + "'");
}

Side side_of(const po::variables_map& given, const std::string& name)
{
    if (!given.contains(name))
        throw UsageError("--" + name + " is missing");
    const auto& text = given[name].as<std::string>();
    const auto at = text.find('@');
    const auto dialect = dialect_of(text.substr(0, at));
    if (at == std::string::npos || !dialect)
        throw UsageError("--" + name + ": DIALECT@ADDRESS expected, not '" + text + "'");
    std::istringstream addresses(text.substr(at + 1));
    Side side{*dialect, "", given[name + "s"].as<unsigned>(), given["depth"].as<unsigned>()};
    std::getline(addresses, side.address, ',');
    for (std::string address; std::getline(addresses, address, ',');)
        side.further.push_back(address);
    return side;
}

Credentials credentials_of(const std::string& path)
{
    std::ifstream file(path);
    Credentials credentials;
    if (!std::getline(file, credentials.name, ':') || !std::getline(file, credentials.key))
        throw UsageError("--credentials: no line name:key in " + path);
    return credentials;
}

Workload workload_of(const po::variables_map& given)
{
    Workload workload;
    workload.work = work_of(given["work"].as<std::string>());
    if (workload.work != Work::pop)
        workload.producer = side_of(given, "producer");
    if (workload.work != Work::push)
        workload.consumer = side_of(given, "consumer");
    workload.subscribers = given["subscribers"].as<unsigned>();
    workload.channel = given["channel"].as<std::string>();
    workload.record_size = given["size"].as<std::size_t>();
    workload.records = given["records"].as<std::uint64_t>();
    workload.rate = given["rate"].as<double>();
    workload.window = given["window"].as<std::size_t>();
    workload.timeout = std::chrono::seconds(given["timeout"].as<unsigned>());
    if (given.contains("pid"))
        workload.server = given["pid"].as<pid_t>();
    if (given.contains("credentials"))
        workload.credentials = credentials_of(given["credentials"].as<std::string>());
    return workload;
}

} // namespace

std::optional<Workload> parse_options(int count, const char* const* words)
{
    const po::options_description options = known_options();
    try {
        po::variables_map given;
        po::store(po::parse_command_line(count, words, options), given);
        if (given.contains("help")) {
            std::cout << options;
            return std::nullopt;
        }
        po::notify(given);
        return workload_of(given);
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
}

} // namespace dmq::bench
