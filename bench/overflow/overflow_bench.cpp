// SPDX-License-Identifier: BSL-1.0
// How fast the disk overflow writes, compared with plain writes of 64 KiB, and what its writing
// costs a queue that does not overflow: dmq-overflow-bench [DIRECTORY [MEBIBYTES]].
#include "storage/ring/ring_channels.hpp"

#include <dmq/node/deferred_work.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using dmq::Bytes;

constexpr std::size_t record_size = 1024;
constexpr std::size_t block_size = 64 << 10;
constexpr std::uint64_t pipelined = 64; // pushes that are answered together

double seconds_since(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void require(bool ok, const char* what)
{
    if (!ok)
        throw std::runtime_error(what);
}

/// Bytes per second of `dd bs=64k conv=fdatasync`.
double plain_writes(const std::string& directory, std::uint64_t bytes)
{
    const std::string path = directory + "/plain";
    const std::string block(block_size, 'p');
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    require(file >= 0, "cannot create a file");
    const auto begin = Clock::now();
    for (std::uint64_t at = 0; at < bytes; at += block.size())
        require(::write(file, block.data(), block.size()) == ssize_t{block_size}, "cannot write");
    require(::fdatasync(file) == 0, "cannot sync");
    const double seconds = seconds_since(begin);
    ::close(file);
    std::filesystem::remove(path);
    return static_cast<double>(bytes) / seconds;
}

/// As many records in wire layout as a connection brings at once.
std::vector<std::byte> run_of_records(std::uint32_t& records)
{
    std::vector<std::byte> run;
    for (records = 0; run.size() + record_size + dmq::record_header <= block_size; ++records) {
        run.resize(run.size() + dmq::record_header);
        dmq::store<std::uint64_t>(run.data() + run.size() - dmq::record_header, record_size);
        run.resize(run.size() + record_size, std::byte{'r'});
    }
    return run;
}

class Storage {
public:
    explicit Storage(const std::string& directory)
        : directory_(directory + "/overflow"), channels_(settings(directory_))
    {
        channels_.restore([](std::string_view) {});
        channels_.started();
    }
    ~Storage() { std::filesystem::remove_all(directory_); }
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    dmq::ring::RingChannels* operator->() { return &channels_; }

private:
    static dmq::StorageSettings settings(const std::string& directory)
    {
        std::filesystem::create_directories(directory);
        dmq::StorageSettings settings;
        settings.data_dir = directory;
        return settings;
    }

    const std::string directory_;
    dmq::ring::RingChannels channels_;
};

/// Payload bytes per second of a queue without memory, the sync at the end included.
double overflow_writes(const std::string& directory, std::uint64_t bytes, bool in_runs)
{
    const dmq::DeferredWork deferred; // as on a loop
    Storage storage(directory);
    const auto queue = storage->open("ch", 0);
    std::uint32_t records = 0;
    const auto run = run_of_records(records);
    const Bytes one = Bytes(run).subspan(dmq::record_header, record_size);
    std::uint64_t written = 0;
    std::uint64_t pushed = 0;
    const auto begin = Clock::now();
    while (written < bytes) {
        if (in_runs) {
            written += queue->push_run({run, records}).stored_bytes;
        } else {
            require(queue->push(one) == dmq::PushStatus::stored, "refused");
            written += one.size();
            if (++pushed % pipelined == 0)
                dmq::DeferredWork::settle(); // the answers leave
        }
    }
    storage->commit();
    const double seconds = seconds_since(begin);
    queue->retire();
    return static_cast<double>(written) / seconds;
}

/// Microseconds that 99 % of the pushes to a queue with memory do not exceed.
double p99_of_push(dmq::IStorageEngine& queue)
{
    const std::string record(record_size, 'r');
    std::vector<double> times;
    for (int n = 0; n < 200000; ++n) {
        const auto begin = Clock::now();
        require(queue.push(dmq::bytes_of(record)) == dmq::PushStatus::stored, "refused");
        times.push_back(seconds_since(begin) * 1e6);
        queue.release(queue.lease(0).ticket);
    }
    const auto p99 = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 100 * 99);
    std::nth_element(times.begin(), p99, times.end());
    return *p99;
}

void other_queue(const std::string& directory)
{
    Storage storage(directory);
    const auto quiet = storage->open("quiet", 64 << 20);
    const auto busy = storage->open("busy", 0);
    const double alone = p99_of_push(*quiet);
    std::atomic<bool> stop = false;
    std::thread overflowing([&] {
        std::uint32_t records = 0;
        const auto run = run_of_records(records);
        for (int n = 0; !stop; ++n) {
            busy->push_run({run, records});
            if (n % 1000 == 999)
                storage->commit();
            if (busy->usage().overflow_bytes > (std::uint64_t{1} << 30))
                busy->clear();
        }
    });
    const double beside = p99_of_push(*quiet);
    stop = true;
    overflowing.join();
    std::printf(
        "p99 of a push to a queue in memory: %.2f us; while another one overflows: %.2f us\n",
        alone, beside);
}

void measure(const std::string& directory, std::uint64_t bytes)
{
    constexpr double mega = 1e6;
    const double plain = plain_writes(directory, bytes) / mega;
    const double runs = overflow_writes(directory, bytes, true) / mega;
    const double single = overflow_writes(directory, bytes, false) / mega;
    const double again = plain_writes(directory, bytes) / mega;
    const double reference = std::max(plain, again);
    std::printf("plain writes of 64 KiB, synced:     %6.0f MB/s, again %.0f MB/s\n", plain, again);
    std::printf("records of 1 KiB in runs of 64 KiB: %6.0f MB/s, %3.0f %%\n", runs,
                runs * 100 / reference);
    std::printf("records of 1 KiB, 64 pipelined:     %6.0f MB/s, %3.0f %%\n", single,
                single * 100 / reference);
    other_queue(directory);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string directory = argc > 1 ? argv[1] : ".";
    const std::uint64_t mebibytes = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1024;
    try {
        measure(directory, mebibytes << 20U);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "dmq-overflow-bench: %s\n", error.what());
        return 1;
    }
}
