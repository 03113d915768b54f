// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cerrno>
#include <poll.h>
#include <session.hpp>
#include <sink.hpp>
#include <stop_watch.hpp>

namespace dmq::cli {
namespace {

/// Records on the way; a node accepts 5000 requests of a connection.
constexpr std::size_t window = 4'000;

class LegacySink final : public ISink {
public:
    LegacySink(const Invocation& invocation, const std::string& channel)
        : connection_(invocation.connect()), pusher_(connection_.pusher(channel))
    {
    }
    bool push(std::string_view record) override
    {
        return guarded([&] { return pusher_.push(record); });
    }
    void wait_readable(int fd) override
    {
        guarded([&] { return pusher_.wait_readable(fd), true; });
    }
    void finish() override
    {
        guarded([&] { return pusher_.finish(), true; });
        check_refusal();
    }
    std::uint64_t pushed() const override { return pusher_.pushed(); }
    std::uint64_t acknowledged() const override { return pusher_.acknowledged(); }

private:
    template <class Action> bool guarded(Action action)
    {
        try {
            return action();
        } catch (const client::Error& error) {
            check_refusal();
            throw SinkFailure(acknowledged() > 0 ? ExitCode::partial : ExitCode::connection,
                              error.what() + acknowledged_text());
        }
    }
    void check_refusal() const
    {
        if (!pusher_.refusal())
            return;
        const auto [record, status] = *pusher_.refusal();
        throw SinkFailure(acknowledged() > 0 ? ExitCode::partial : ExitCode::refused,
                          client::describe(status) + acknowledged_text() +
                              ", the first refused is record " + std::to_string(record + 1));
    }

    client::LegacyConnection connection_;
    client::Pusher pusher_;
};

class NeoSink final : public ISink {
public:
    NeoSink(const Invocation& invocation, const std::string& channel,
            const std::vector<client::Address>& nodes, const client::Credentials& credentials)
        : channel_(channel),
          stop_fd_(invocation.io().stop_fd),
          session_(invocation, nodes, credentials),
          pipeline_(session_.client(), window),
          watch_(stop_fd_, [client = session_.client()]() mutable { client.close(); })
    {
    }
    bool push(std::string_view record) override { return !pipeline_.push(channel_, record); }
    void wait_readable(int fd) override
    {
        std::array<pollfd, 2> polled{{{fd, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
        while (::poll(polled.data(), polled.size(), -1) < 0 && errno == EINTR) { }
        if (polled[1].revents != 0)
            finish_interrupted();
    }
    void finish() override
    {
        const std::error_code error = pipeline_.finish();
        if (!error)
            return;
        const bool interrupted = error == make_error_code(client::Errc::closed);
        throw SinkFailure(acknowledged() > 0 ? ExitCode::partial : code_of(error),
                          (interrupted ? "interrupted" : error.message()) + acknowledged_text() +
                              ", the first without is record " +
                              std::to_string(*pipeline_.first_failed() + 1));
    }
    std::uint64_t pushed() const override { return pipeline_.pushed(); }
    std::uint64_t acknowledged() const override { return pipeline_.acknowledged(); }

private:
    [[noreturn]] void finish_interrupted()
    {
        pipeline_.finish();
        throw SinkFailure(acknowledged() > 0 ? ExitCode::partial : ExitCode::connection,
                          "interrupted" + acknowledged_text());
    }

    std::string channel_;
    int stop_fd_;
    Session session_;
    client::PushPipeline pipeline_;
    StopWatch watch_;
};

} // namespace

std::string ISink::acknowledged_text() const
{
    return ": " + std::to_string(acknowledged()) + " of " + std::to_string(pushed()) +
        " records sent were acknowledged";
}

std::unique_ptr<ISink> make_sink(const Invocation& invocation, const std::string& channel)
{
    if (invocation.legacy())
        return std::make_unique<LegacySink>(invocation, channel);
    return make_sink(invocation, channel, invocation.settings().nodes,
                     *invocation.settings().credentials);
}

std::unique_ptr<ISink> make_sink(const Invocation& invocation, const std::string& channel,
                                 const std::vector<client::Address>& nodes,
                                 const client::Credentials& credentials)
{
    return std::make_unique<NeoSink>(invocation, channel, nodes, credentials);
}

} // namespace dmq::cli
