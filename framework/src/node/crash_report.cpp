// SPDX-License-Identifier: BSL-1.0
// Everything below handle() is safe in a signal handler: write(2), and memory that is ready.
#include <dmq/node/crash_report.hpp>
#include <dmq/node/loop_activity.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <deque>
#include <execinfo.h>
#include <new>
#include <unistd.h>
#include <utility>

namespace dmq::crash {
namespace {

constexpr bool enabled = std::string_view(DMQ_SANITIZER) == "none";
constexpr std::size_t stack_size = 64 * 1024;
constexpr int max_frames = 64;
constexpr std::array signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

/// Never freed: a handler may be reading it.
const std::string* keep(std::string text)
{
    static auto& texts = *new std::deque<std::string>;
    return &texts.emplace_back(std::move(text));
}

std::atomic<const std::string*> program_name{nullptr};
std::atomic<const std::string*> plugin_list{nullptr};
std::atomic<const char*> activity{nullptr};

void put(std::string_view text) noexcept
{
    while (!text.empty()) {
        const ssize_t size = ::write(STDERR_FILENO, text.data(), text.size());
        if (size <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
}

void put(const std::atomic<const std::string*>& text) noexcept
{
    if (const std::string* known = text.load())
        put(*known);
}

std::string_view name_of(int signal) noexcept
{
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV";
    case SIGBUS:
        return "SIGBUS";
    case SIGILL:
        return "SIGILL";
    case SIGFPE:
        return "SIGFPE";
    default:
        return "SIGABRT";
    }
}

void put_activity() noexcept
{
    if (const RegisteredRequest* request = request_of_thread()) {
        put(" in request ");
        put(request->type.name);
        put(" of plugin ");
        put(request->plugin);
    } else if (const char* doing = activity.load()) {
        put(" while ");
        put(doing);
    }
}

void handle(int signal) noexcept
{
    put(program_name);
    put(": crashed by ");
    put(name_of(signal));
    put_activity();
    put("\n");
    put(plugin_list);
    put("back trace:\n");
    std::array<void*, max_frames> frames;
    const int count = ::backtrace(frames.data(), max_frames);
    ::backtrace_symbols_fd(frames.data(), count, STDERR_FILENO);
    ::raise(signal); // the default action is in force again, and follows when this returns
}

} // namespace

void install(std::string_view program)
{
    if constexpr (!enabled)
        return;
    program_name = keep(std::string(program));
    void* frame = nullptr;
    ::backtrace(&frame, 1); // loads what it needs
    static const AlternateStack stack_of_main_thread;
    struct sigaction action { };
    action.sa_handler = handle;
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND);
    for (const int signal : signals)
        ::sigaction(signal, &action, nullptr);
}

void name_plugins(const PluginRegistry& plugins)
{
    std::string list = "plugins:\n";
    for (const auto& plugin : plugins.plugins())
        list += "  " + plugin.name + ' ' + plugin.version + " (" + plugin.origin + ")\n";
    plugin_list = keep(std::move(list));
}

Activity::Activity(const char* text) noexcept { activity = text; }

Activity::~Activity() { activity = nullptr; }

AlternateStack::AlternateStack() noexcept
{
    if constexpr (!enabled)
        return;
    memory_.reset(new (std::nothrow) char[stack_size]);
    if (!memory_)
        return;
    stack_t stack{};
    stack.ss_sp = memory_.get();
    stack.ss_size = stack_size;
    ::sigaltstack(&stack, nullptr);
}

AlternateStack::~AlternateStack()
{
    if (!memory_)
        return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    ::sigaltstack(&none, nullptr);
}

} // namespace dmq::crash
