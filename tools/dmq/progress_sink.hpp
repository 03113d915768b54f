// SPDX-License-Identifier: BSL-1.0
// A sink that shows how far it is.
#pragma once

#include <poll.h>
#include <progress.hpp>
#include <sink.hpp>

namespace dmq::cli {

/// Passes all on to another sink. `total`: of all input, in bytes; 0: unknown. `overhead`: bytes of
/// the input for each record beside its own.
class ProgressSink final : public ISink {
public:
    ProgressSink(const Invocation& invocation, ISink& sink, std::uint64_t total,
                 std::size_t overhead)
        : line_(invocation),
          stop_fd_(invocation.io().stop_fd),
          answers_come_by_themselves_(!invocation.legacy()),
          sink_(sink),
          total_(total),
          overhead_(overhead)
    {
    }
    bool push(std::string_view record) override
    {
        done_ += record.size() + overhead_;
        if ((++records_ & mask) == 0)
            show();
        return sink_.push(record);
    }
    void wait_readable(int fd) override
    {
        if (line_.enabled() && answers_come_by_themselves_)
            show_until_readable(fd);
        sink_.wait_readable(fd);
    }
    void finish() override
    {
        show();
        sink_.finish();
        line_.hide();
    }
    std::uint64_t pushed() const override { return sink_.pushed(); }
    std::uint64_t acknowledged() const override { return sink_.acknowledged(); }

private:
    static constexpr std::uint64_t mask = 255; // a clock is read for so many records

    void show()
    {
        if (line_.enabled())
            line_.show({sink_.acknowledged(), done_, total_});
    }

    void show_until_readable(int fd)
    {
        pollfd polled[] = {{fd, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
        do
            show();
        while (::poll(polled, 2, ProgressLine::period_ms) == 0);
    }

    ProgressLine line_;
    int stop_fd_;
    bool answers_come_by_themselves_; // legacy ones are read in wait_readable() only
    ISink& sink_;
    std::uint64_t total_;
    std::size_t overhead_;
    std::uint64_t records_ = 0;
    std::uint64_t done_ = 0;
};

} // namespace dmq::cli
