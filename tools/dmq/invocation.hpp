// SPDX-License-Identifier: BSL-1.0
// A command with its options parsed.
#pragma once

#include <dmq/client/legacy_connection.hpp>

#include <boost/program_options/variables_map.hpp>

#include <command.hpp>
#include <cstdint>
#include <io.hpp>
#include <settings.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::cli {

/// Nodes, credentials and their like: allowed before the command and behind it.
boost::program_options::options_description common_options();
/// The options of one command with the common ones, as --help shows them.
boost::program_options::options_description all_options(const Command& command);

class Invocation {
public:
    /// `leading`: the arguments before the command; `arguments`: those behind it.
    /// Throws Failure(usage).
    Invocation(const Command& command, std::span<const std::string> leading,
               std::span<const std::string> arguments, const Io& io);

    bool has(const std::string& option) const { return options_.count(option) > 0; }
    template <class T> const T& get(const std::string& option) const
    {
        return options_[option].as<T>();
    }
    /// The option's text; empty if it is not given.
    std::string text(const std::string& option) const
    {
        return has(option) ? get<std::string>(option) : std::string();
    }
    /// The option as a number from 1 (0: not given). Throws Failure(usage).
    std::uint64_t count(const std::string& option) const;
    /// The option in milliseconds, given in seconds. Throws Failure(usage).
    std::chrono::milliseconds seconds(const std::string& option) const;

    /// The first word, a valid channel name. Throws Failure(usage).
    const std::string& channel() const;
    /// All that stands behind the command's name and is no option.
    std::span<const std::string> words() const noexcept { return words_; }
    /// All words but the channel.
    std::span<const std::string> records() const { return std::span(words_).subspan(1); }
    std::string_view command_name() const noexcept { return command_.name; }
    const Io& io() const noexcept { return io_; }
    const Settings& settings() const noexcept { return settings_; }
    bool json() const noexcept { return settings_.json; }
    /// The legacy protocol is spoken, not neo.
    bool legacy() const noexcept { return !settings_.credentials; }
    /// Throws Failure(usage) that says what needs the neo protocol, if it is not spoken.
    void require_neo(const std::string& what) const;
    /// The word as a channel name. Throws Failure(usage).
    const std::string& channel_at(std::size_t word) const;

    enum class On { signals, signals_and_hangup, nothing };
    /// Waiting for the node ends on signals, or when the reader of the output is gone as well.
    /// Throws Failure(usage) if there are several nodes.
    client::LegacyConnection connect(On stop = On::signals) const;
    /// One line on stderr, with the command's name in front.
    void say(const std::string& text) const;

private:
    void check_words() const;

    const Command& command_;
    const Io& io_;
    boost::program_options::variables_map options_;
    std::vector<std::string> words_;
    Settings settings_;
};

} // namespace dmq::cli
