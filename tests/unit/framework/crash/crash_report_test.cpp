// SPDX-License-Identifier: BSL-1.0
// What is on stderr when a process crashes. Sanitizers have reports of their own.
#include "support/plugin_descriptor.hpp"

#include <dmq/node/crash_report.hpp>
#include <dmq/node/event_loop.hpp>

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <unistd.h>

namespace dmq::crash {
namespace {

void register_nothing(IPluginRegistrar&) { }

class CrashReportDeathTest : public testing::Test {
protected:
    CrashReportDeathTest()
    {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        const PluginDescriptor plugin = support::plugin_descriptor<register_nothing>("mine", "1.2");
        registry_.add(plugin, "/path/of/mine.so");
        request_.type.name = "Crash";
        request_.plugin = "mine";
    }
    void install() const
    {
        crash::install("program");
        name_plugins(registry_);
    }
    /// On a loop that says that it runs the request.
    void run_in_request(void (*work)())
    {
        EventLoop loop("loop");
        loop.activity().set(&request_);
        boost::asio::post(loop.context(), work);
        loop.start();
        ::pause();
    }

    PluginRegistry registry_;
    RegisteredRequest request_;
};

void write_to_null()
{
    volatile int* nowhere = nullptr;
    *nowhere = 1;
}

int recurse(volatile int* depth)
{
    volatile char room[1000];
    *depth = *depth + 1;
    room[0] = static_cast<char>(*depth);
    return *depth == 0 ? 0 : recurse(depth) + room[0];
}

void exhaust_stack()
{
    volatile int depth = 0;
    recurse(&depth);
}

TEST_F(CrashReportDeathTest, NamesSignalAndPlugins)
{
    EXPECT_EXIT((install(), std::raise(SIGFPE)), testing::KilledBySignal(SIGFPE),
                "program: crashed by SIGFPE\nplugins:\n  mine 1.2 \\(/path/of/mine.so\\)\nback "
                "trace:\n");
}

TEST_F(CrashReportDeathTest, NamesWhatTheProcessWasDoing)
{
    const auto load = [this] {
        install();
        const Activity activity("loading plugin x.so");
        std::abort();
    };
    EXPECT_EXIT(load(), testing::KilledBySignal(SIGABRT),
                "program: crashed by SIGABRT while loading plugin x.so\n");
}

TEST_F(CrashReportDeathTest, NamesTheRequestThatTheLoopWasRunning)
{
    EXPECT_EXIT((install(), run_in_request(write_to_null)), testing::KilledBySignal(SIGSEGV),
                "program: crashed by SIGSEGV in request Crash of plugin mine\nplugins:\n");
}

TEST_F(CrashReportDeathTest, WorksWithoutStack)
{
    EXPECT_EXIT((install(), run_in_request(exhaust_stack)), testing::KilledBySignal(SIGSEGV),
                "program: crashed by SIGSEGV in request Crash of plugin mine\n");
}

TEST_F(CrashReportDeathTest, ReportsAnExceptionThatNobodyCatches)
{
    EXPECT_EXIT((install(), std::terminate()), testing::KilledBySignal(SIGABRT),
                "program: crashed by SIGABRT\n");
}

} // namespace
} // namespace dmq::crash
