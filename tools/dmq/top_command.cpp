// SPDX-License-Identifier: BSL-1.0
// dmq top: the channels of all nodes, again and again.
#include <boost/asio/use_future.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <array>
#include <cstdlib>
#include <ctime>
#include <future>
#include <output.hpp>
#include <poll.h>
#include <terminal/full_screen.hpp>
#include <top_keys.hpp>
#include <top_view.hpp>
#include <unistd.h>

namespace dmq::cli {
namespace {

namespace po = boost::program_options;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// The size of the terminal and what a node has answered are looked at so often.
constexpr milliseconds slice{50};

bool understands_utf8()
{
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
            return std::string_view(value).find("UTF-8") != std::string_view::npos ||
                std::string_view(value).find("utf8") != std::string_view::npos;
    return false;
}

std::string time_of_day()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    std::array<char, 16> text;
    std::strftime(text.data(), text.size(), "%H:%M:%S", &parts);
    return text.data();
}

milliseconds interval_of(const Invocation& invocation)
{
    return invocation.has("interval") ? invocation.seconds("interval") : milliseconds(1000);
}

TopWish wish_of(const Invocation& invocation)
{
    TopWish wish;
    wish.filter = invocation.text("filter");
    const std::string sort = invocation.text("sort");
    if (sort.empty())
        return wish;
    for (const TopOrder order :
         {TopOrder::name, TopOrder::records, TopOrder::bytes, TopOrder::fullness, TopOrder::change})
        if (to_string(order) == sort) {
            wish.order = order;
            return wish;
        }
    throw Failure(ExitCode::usage,
                  "--sort: \"" + sort + "\": expected name, records, bytes, fullness or change");
}

/// Asks the nodes when it is time, without waiting for their answer.
class Asking {
public:
    Asking(Session& session, milliseconds interval) : session_(session), interval_(interval) { }

    /// Whether there is a new answer, which the model then has.
    bool look(TopModel& model)
    {
        if (answers_.valid() && answers_.wait_for(milliseconds(0)) == std::future_status::ready) {
            model.add(Clock::now(), answers_.get());
            return true;
        }
        if (!answers_.valid() && Clock::now() >= due_) {
            due_ = Clock::now() + interval_;
            answers_ = session_.admin().async_list("", {}, boost::asio::use_future);
        }
        return false;
    }

private:
    Session& session_;
    milliseconds interval_;
    Clock::time_point due_ = Clock::now();
    std::future<QueueAnswers> answers_;
};

/// What came of waiting for a key.
enum class Event { none, stop, keys };

Event wait_for_keys(int in, int stop_fd)
{
    pollfd polled[] = {{stop_fd, POLLIN, 0}, {in, POLLIN, 0}};
    if (::poll(polled, 2, static_cast<int>(slice.count())) <= 0)
        return Event::none;
    return polled[0].revents != 0 ? Event::stop : Event::keys;
}

/// A live display until the user, a signal, or the end of the terminal ends it.
class Live {
public:
    Live(const Invocation& invocation, Session& session)
        : io_(invocation.io()),
          wish_(wish_of(invocation)),
          asking_(session, interval_of(invocation)),
          full_(io_.in, io_.out),
          screen_([out = io_.out](std::string_view text) { write_all(out, text); })
    {
        style_.utf8 = understands_utf8();
        style_.size = terminal::terminal_size(io_.out);
    }

    void run()
    {
        while (true) {
            const Event event = wait_for_keys(full_.has_keys() ? io_.in : -1, io_.stop_fd);
            if (event == Event::stop || (event == Event::keys && !take_keys()))
                return;
            const bool resized = follow_size();
            if (asking_.look(model_) || resized || event == Event::keys)
                draw();
        }
    }

private:
    bool take_keys()
    {
        std::array<char, 64> keys;
        const ssize_t size = ::read(io_.in, keys.data(), keys.size());
        const bool stay = size > 0 &&
            keys_.press({keys.data(), static_cast<std::size_t>(size)}, wish_);
        style_.typing_filter = keys_.typing_filter();
        return stay;
    }
    bool follow_size()
    {
        const auto size = terminal::terminal_size(io_.out);
        if (size == style_.size)
            return false;
        style_.size = size;
        screen_.clear();
        return true;
    }
    void draw() { screen_.draw(top_lines(model_, wish_, style_)); }

    const Io& io_;
    TopWish wish_;
    TopStyle style_;
    TopKeys keys_;
    TopModel model_;
    Asking asking_;
    terminal::FullScreen full_;
    terminal::Screen screen_;
};

/// A block of lines, or a line of JSON, for each look; `count` 0: without end.
void print_looks(const Invocation& invocation, Session& session, std::uint64_t count)
{
    TopModel model;
    const TopWish wish = wish_of(invocation);
    Asking asking(session, interval_of(invocation));
    std::vector<std::string> said;
    for (std::uint64_t looks = 0; count == 0 || looks < count;) {
        if (wait_for_keys(-1, invocation.io().stop_fd) == Event::stop)
            return;
        check_reader(invocation.io().out);
        if (!asking.look(model))
            continue;
        ++looks;
        if (model.failures() != said)
            for (const std::string& failure : said = model.failures())
                invocation.say("no answer from " + failure);
        write_all(invocation.io().out,
                  invocation.json() ? top_json(model, wish, time_of_day())
                                    : top_table(model, wish, time_of_day()));
    }
}

ExitCode run_top(const Invocation& invocation)
{
    invocation.require_neo("top");
    const std::uint64_t count = invocation.count("count");
    interval_of(invocation);
    wish_of(invocation);
    Session session(invocation);
    if (count == 0 && !invocation.json() && terminal::is_terminal(invocation.io().out))
        Live(invocation, session).run();
    else
        print_looks(invocation, session, count);
    return ExitCode::ok;
}

void add_top_options(po::options_description_easy_init options)
{
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    options("interval", text("SECONDS"), "between two looks, else 1");
    options("count", text("N"), "print N looks as lines and end");
    options("sort", text("name|records|bytes|fullness|change"), "by which column");
    options("filter", text("TEXT"), "only channels with TEXT in their name");
}

} // namespace

const Command top_command{
    .name = "top",
    .words = "",
    .summary = "Watch the channels of all nodes: records, fullness, change; q ends",
    .examples = "  dmq top\n"
                "  dmq top --sort fullness --filter jobs\n"
                "  dmq top --count 60 --interval 10 > watch.txt",
    .min_words = 0,
    .max_words = 0,
    .add_options = add_top_options,
    .run = run_top,
};

} // namespace dmq::cli
