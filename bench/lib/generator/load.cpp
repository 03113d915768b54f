// SPDX-License-Identifier: BSL-1.0
#include "load.hpp"

#include "clock.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace dmq::bench {
namespace {

constexpr std::size_t stream_chunk = 64 * 1024; // bytes that a stream has ready to be sent
constexpr std::uint64_t look_round = 100'000'000; // ns after which the time-out is looked at

Role role_of_producers(const Workload& workload) noexcept
{
    return workload.producer.depth == 0 ? Role::produce : Role::push;
}

void require(bool sensible, const char* what)
{
    if (!sensible)
        throw std::runtime_error(what);
}

} // namespace

/// Knows which connection the news is from.
class Load::Arrivals final : public IArrivals {
public:
    Arrivals(Load& load, Connection& from) : load_(load), from_(from) { }
    void stored() override { load_.stored(from_); }
    void record(Bytes record) override { load_.arrived(from_, record); }

private:
    Load& load_;
    Connection& from_;
};

Load::Load(const Workload& workload) : workload_(workload), content_(workload.record_size)
{
    const bool flow = workload.work == Work::flow;
    require(workload.records > 0 && workload.subscribers > 0,
            "at least one record and one subscriber are needed");
    require(!flow || workload.consumer.connections % workload.subscribers == 0,
            "the consumers cannot be dealt to the subscribers evenly");
    require(workload.work != Work::push || workload.producer.depth > 0,
            "what is pushed without answers has to be consumed");
    require(workload.work != Work::pop || workload.consumer.further.empty(),
            "records are popped from one server: nobody knows how many each has");
    if (workload.work != Work::pop)
        connect(workload.producer, role_of_producers(workload));
    else
        connect(workload.consumer, Role::pop);
    askers_ = connections_.size();
    depth_ = workload.work == Work::pop ? workload.consumer.depth : workload.producer.depth;
    // consumers last: some servers make the queue when it is first written to
    if (flow)
        connect(workload.consumer, Role::consume);
    require(askers_ > 0 && (!flow || connections_.size() > askers_), "no connections");
    const bool in_order = flow && askers_ == 1 &&
        connections_.size() == askers_ + workload.subscribers;
    tallies_.assign(flow ? workload.subscribers : 1, Tally(in_order));
}

void Load::connect(const Side& side, Role role)
{
    connect(side, side.address, role);
    for (const std::string& address : side.further)
        connect(side, address, role);
}

void Load::connect(const Side& side, const std::string& address, Role role)
{
    for (unsigned i = 0; i < side.connections; ++i) {
        const unsigned subscriber = i % workload_.subscribers;
        Attachment attachment{role, workload_.channel, "",
                              role == Role::consume && side.connections > workload_.subscribers};
        if (role == Role::consume && workload_.subscribers > 1)
            attachment.subscriber = "s" + std::to_string(subscriber);
        connections_.push_back(std::make_unique<Connection>(
            address, make_protocol(side.dialect, attachment, workload_.credentials), role,
            subscriber));
        connections_.back()->watch(epoll_.fd());
    }
}

void Load::run()
{
    start_ = now();
    while (!complete())
        go_round();
}

void Load::check() const
{
    for (const Tally& tally : tallies_) {
        if (workload_.work != Work::push)
            tally.check(workload_.records);
    }
}

void Load::go_round()
{
    ask();
    for (const epoll_event& event : epoll_.wait(wait_time())) {
        Connection& connection = *static_cast<Connection*>(event.data.ptr);
        if (event.events & ~std::uint32_t{EPOLLOUT}) {
            Arrivals arrivals(*this, connection);
            connection.receive(arrivals);
        }
        connection.send();
    }
    fail_if_late();
}

bool Load::complete() const noexcept
{
    const bool answers = workload_.work != Work::pop && depth_ > 0;
    return (!answers || stored_ == workload_.records) &&
        (workload_.work == Work::push || least_arrived() == workload_.records);
}

void Load::ask()
{
    if (workload_.rate > 0)
        return ask_what_is_due();
    for (std::size_t i = 0; i < askers_; ++i) {
        while (may_ask(*connections_[i]))
            ask(i, 0);
        connections_[i]->send();
    }
}

void Load::ask_what_is_due()
{
    const std::uint64_t time = now();
    for (; next_ < workload_.records && due(next_) <= time;) {
        const std::size_t asker = next_ % askers_;
        ask(asker, due(next_));
        connections_[asker]->send();
    }
}

bool Load::may_ask(const Connection& connection) const noexcept
{
    if (next_ == workload_.records)
        return false;
    if (workload_.work == Work::flow &&
        (next_ - least_arrived()) * workload_.record_size >= workload_.window)
        return false;
    return depth_ == 0 ? connection.unsent() < stream_chunk : connection.outstanding() < depth_;
}

void Load::ask(std::size_t asker, std::uint64_t stamp)
{
    Connection& connection = *connections_[asker];
    if (depth_ == 1)
        connection.asked(now());
    const bool pop = connection.role() == Role::pop;
    connection.request(next_, pop ? Bytes() : content_.make(next_, stamp));
    ++next_;
}

std::uint64_t Load::wait_time() const noexcept
{
    if (workload_.rate <= 0 || next_ == workload_.records)
        return look_round;
    const std::uint64_t time = now();
    return std::min(look_round, due(next_) > time ? due(next_) - time : 0);
}

std::uint64_t Load::due(std::uint64_t index) const noexcept
{
    return start_ + static_cast<std::uint64_t>(static_cast<double>(index) * 1e9 / workload_.rate);
}

std::uint64_t Load::least_arrived() const noexcept
{
    std::uint64_t least = tallies_.front().count();
    for (const Tally& tally : tallies_)
        least = std::min(least, tally.count());
    return least;
}

void Load::stored(Connection& from)
{
    answered(from);
    ++stored_;
}

void Load::arrived(Connection& from, Bytes record)
{
    if (from.role() == Role::pop)
        answered(from);
    content_.check(record);
    tallies_[from.role() == Role::pop ? 0 : from.subscriber()].add(Content::index_of(record));
    if (workload_.rate > 0)
        latencies_.add(now() - Content::stamp_of(record));
}

void Load::answered(Connection& from)
{
    from.answered();
    if (depth_ == 1 && workload_.rate <= 0)
        latencies_.add(now() - from.asked_at());
}

void Load::fail_if_late() const
{
    const auto limit = static_cast<std::uint64_t>(
        std::chrono::nanoseconds(workload_.timeout).count());
    if (now() - start_ < limit || complete())
        return;
    const bool push = workload_.work == Work::push;
    throw std::runtime_error("only " + std::to_string(push ? stored_ : least_arrived()) + " of " +
                             std::to_string(workload_.records) + " records " +
                             (push ? "were stored" : "arrived") + " within " +
                             std::to_string(workload_.timeout.count()) + " s");
}

} // namespace dmq::bench
