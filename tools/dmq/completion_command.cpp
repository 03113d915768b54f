// SPDX-License-Identifier: BSL-1.0
// dmq completion: the scripts for shells; packages install them.
#include <completion.hpp>
#include <invocation.hpp>
#include <output.hpp>

namespace dmq::cli {
namespace {

ExitCode run_completion(const Invocation& invocation)
{
    const std::string& shell = invocation.words()[0];
    if (shell != "bash" && shell != "zsh")
        throw Failure(ExitCode::usage, "\"" + shell + "\": expected bash or zsh");
    write_all(invocation.io().out,
              shell == "bash" ? bash_completion(all_commands()) : zsh_completion(all_commands()));
    return ExitCode::ok;
}

} // namespace

const Command completion_command{
    .name = "completion",
    .words = "bash|zsh",
    .summary = "Print the script with which a shell completes dmq",
    .examples = "  source <(dmq completion bash)\n"
                "  dmq completion zsh > ~/.zsh/_dmq",
    .min_words = 1,
    .max_words = 1,
    .run = run_completion,
};

} // namespace dmq::cli
