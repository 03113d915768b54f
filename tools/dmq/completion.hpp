// SPDX-License-Identifier: BSL-1.0
// Scripts with which shells complete the command line, made from the table of commands.
#pragma once

#include <command.hpp>
#include <span>
#include <string>

namespace dmq::cli {

using Commands = std::span<const Command* const>;

/// For /usr/share/bash-completion/completions/dmq, or to be sourced.
std::string bash_completion(Commands commands);
/// The file _dmq of a directory in zsh's fpath.
std::string zsh_completion(Commands commands);

} // namespace dmq::cli
