// SPDX-License-Identifier: BSL-1.0
// One queue of the storage plugin, without a channel's lock.
#include "plugins.hpp"
#include "request_bytes.hpp"
#include "scenario.hpp"

#include <vector>

namespace dmq::bench {
namespace {

class Queue {
public:
    Queue() : storage_(make_ring()), engine_(storage_->open("bench", queue_size)) { }
    IStorageEngine* operator->() const noexcept { return engine_.get(); }

private:
    std::shared_ptr<IStorageChannels> storage_;
    std::shared_ptr<IStorageEngine> engine_;
};

/// So many records of 100 bytes in wire layout.
std::vector<std::byte> make_run(std::uint32_t records)
{
    return request_bytes(Dialect::legacy, Role::produce, records, 100);
}

auto push_and_take(std::size_t size)
{
    return [size] {
        return repeat([queue = Queue(), record = std::vector<std::byte>(size)] {
            queue->push(record);
            queue->release(queue->lease(0).ticket);
        });
    };
}

auto run_and_take(std::uint32_t records)
{
    return [records] {
        return repeat([queue = Queue(), run = make_run(records), records] {
            queue->push_run({run, records});
            queue->release(queue->lease(run.size()).ticket);
        });
    };
}

auto put_back()
{
    return repeat([queue = Queue(), run = make_run(600)] {
        queue->push_run({run, 600});
        const LeasedRun lease = queue->lease(32 * 1024);
        queue->put_back(lease.ticket, 108 * 100);
        queue->clear();
    });
}

} // namespace

std::vector<Scenario> ring_scenarios()
{
    return {{"ring/push-and-take-100-bytes", push_and_take(100)},
            {"ring/push-and-take-16-KiB", push_and_take(16 * 1024)},
            {"ring/run-of-600-records", run_and_take(600), false, 100},
            {"ring/put-back", put_back, false, 100}};
}

} // namespace dmq::bench
