// SPDX-License-Identifier: BSL-1.0
// What a node says when it crashes: which request of which plugin ran, and which plugins there are.
#pragma once

#include <dmq/node/plugin_registry.hpp>
#include <dmq/plugin/abi.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace dmq::crash {

/// From now on SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT write to stderr, by means that are safe
/// in a signal handler: the signal, what the thread was doing, the plugins, a back trace. Then the
/// process ends as it would have without, core dump included. `program` begins the first line. By
/// main(), once. Does nothing in builds with a sanitizer, which has reports of its own.
DMQ_EXPORT void install(std::string_view program);

/// The plugins that reports name from now on; none before. Any thread, at most a few times.
DMQ_EXPORT void name_plugins(const PluginRegistry& plugins);

/// What the process is doing outside of any request, for the report, while this object lives. One
/// at a time. The text must live as long.
class DMQ_EXPORT Activity {
public:
    explicit Activity(const char* text) noexcept;
    Activity(const Activity&) = delete;
    Activity& operator=(const Activity&) = delete;
    ~Activity();
};

/// A stack for signal handlers of the calling thread, so that even one that has run out of stack
/// reports. Lives as long as the thread.
class DMQ_EXPORT AlternateStack {
public:
    /// Without a second stack, if there is no memory for it.
    AlternateStack() noexcept;
    ~AlternateStack();
    AlternateStack(const AlternateStack&) = delete;
    AlternateStack& operator=(const AlternateStack&) = delete;

private:
    std::unique_ptr<char[]> memory_;
};

} // namespace dmq::crash
