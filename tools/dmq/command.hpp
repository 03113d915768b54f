// SPDX-License-Identifier: BSL-1.0
// What a command consists of; each is defined in a file of its own.
#pragma once

#include <boost/program_options/options_description.hpp>

#include <cstddef>
#include <failure.hpp>
#include <span>
#include <string_view>

namespace dmq::cli {

class Invocation;

struct Command {
    std::string_view name;
    std::string_view words; // what stands behind the name, as in "CHANNEL [RECORD...]"
    std::string_view summary;
    std::string_view examples; // one command per line
    std::size_t min_words;
    std::size_t max_words;
    void (*add_options)(boost::program_options::options_description_easy_init) =
        [](boost::program_options::options_description_easy_init) {}; // it has none
    ExitCode (*run)(const Invocation&);
};

extern const Command push_command;
extern const Command produce_command;
extern const Command pop_command;
extern const Command consume_command;
extern const Command channels_command;
extern const Command top_command;
extern const Command remove_command;
extern const Command peek_command;
extern const Command clear_command;
extern const Command copy_command;
extern const Command move_command;
extern const Command drain_command;
extern const Command ping_command;
extern const Command bench_command;
extern const Command inspect_command;
extern const Command credentials_command;
extern const Command admin_command;
extern const Command completion_command;

/// All of them, as --help lists them.
std::span<const Command* const> all_commands();

} // namespace dmq::cli
