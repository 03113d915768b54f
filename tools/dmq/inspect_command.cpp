// SPDX-License-Identifier: BSL-1.0
// dmq inspect: what dump and overflow files hold, and whether they are whole.
#include <inspection.hpp>
#include <invocation.hpp>
#include <output.hpp>

namespace dmq::cli {
namespace {

ExitCode run_inspect(const Invocation& invocation)
{
    return printing(invocation.io().out, [&](Output& out) {
        Inspection inspection([&out](std::string_view line) { out.line(line); },
                              invocation.has("records") ? Inspection::Records::listed
                                                        : Inspection::Records::counted);
        for (const std::string& path : invocation.words())
            inspection.inspect(path);
        return inspection.problems() == 0 ? ExitCode::ok : ExitCode::refused;
    });
}

void add_inspect_options(boost::program_options::options_description_easy_init options)
{
    options("records", "list the records");
}

} // namespace

const Command inspect_command{
    .name = "inspect",
    .words = "DIR|FILE...",
    .summary = "Print and verify dump and overflow files; nothing is changed",
    .examples = "  dmq inspect data\n"
                "  dmq inspect data/jobs.rq --records\n"
                "  dmq inspect data/overflow.dat.damaged",
    .min_words = 1,
    .max_words = 1000,
    .add_options = add_inspect_options,
    .run = run_inspect,
};

} // namespace dmq::cli
