// SPDX-License-Identifier: BSL-1.0
// A plugin that loads well and then breaks the rules, for tests with the whole program.
#include <dmq/plugin/plugin.hpp>
#include <dmq/protocol/legacy.hpp>

#include <stdexcept>

namespace {

dmq::Setting<std::uint32_t> answer("answer", 1, dmq::Reload::yes, {1, 100});

/// Code 910: answers the setting.
class Answer final : public dmq::legacy::IRequest {
public:
    dmq::Task<> handle(dmq::IByteReader&, dmq::IByteWriter& out, dmq::IRequestContext&) override
    {
        dmq::legacy::write_integer(out, answer.get());
        co_return;
    }
};

/// Code 911.
class Throw final : public dmq::legacy::IRequest {
public:
    dmq::Task<> handle(dmq::IByteReader&, dmq::IByteWriter&, dmq::IRequestContext&) override
    {
        throw std::runtime_error("out of luck");
        co_return;
    }
};

/// Code 912.
class Crash final : public dmq::legacy::IRequest {
public:
    dmq::Task<> handle(dmq::IByteReader&, dmq::IByteWriter&, dmq::IRequestContext&) override
    {
        volatile int* nowhere = nullptr;
        *nowhere = 1;
        co_return;
    }
};

void register_all(dmq::IPluginRegistrar& to)
{
    to.add_setting(answer);
    to.add_request<Answer>({dmq::Protocol::legacy, 910}, "Answer");
    to.add_request<Throw>({dmq::Protocol::legacy, 911}, "Throw");
    to.add_request<Crash>({dmq::Protocol::legacy, 912}, "Crash");
}

} // namespace

DMQ_PLUGIN(TEST_PLUGIN_NAME, "1", register_all)
