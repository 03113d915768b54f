// SPDX-License-Identifier: BSL-1.0
// dmq-load: one workload on one running server. Exit status 0: done, and all was right; 1: it was
// not; 2: wrong usage.
#include "options.hpp"

#include <dmq/bench/run.hpp>

#include <exception>
#include <iostream>

namespace {

void print(const dmq::bench::Result& result)
{
    std::cout << R"({"records":)" << result.records << R"(,"seconds":)" << result.seconds;
    if (result.cpu)
        std::cout << R"(,"cpu":)" << result.cpu->total << R"(,"cpu_user":)" << result.cpu->user
                  << R"(,"cpu_system":)" << result.cpu->system;
    if (const dmq::bench::Latency& latency = result.latency; latency.count > 0)
        std::cout << R"(,"p50_us":)" << latency.p50 << R"(,"p99_us":)" << latency.p99
                  << R"(,"p999_us":)" << latency.p999 << R"(,"max_us":)" << latency.max;
    std::cout << "}\n";
}

} // namespace

int main(int count, char** words)
{
    try {
        if (const auto workload = dmq::bench::parse_options(count, words))
            print(dmq::bench::run(*workload));
        return 0;
    } catch (const dmq::bench::UsageError& error) {
        std::cerr << "dmq-load: " << error.what() << "; --help shows how\n";
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "dmq-load: " << error.what() << '\n';
        return 1;
    }
}
