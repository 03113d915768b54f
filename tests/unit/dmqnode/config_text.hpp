// SPDX-License-Identifier: BSL-1.0
// The shortest valid configuration, and what becomes of it with more lines.
#pragma once

#include "config.hpp"

#include <string>
#include <string_view>

namespace dmq::node_app {

/// Six lines; what is appended continues [Server].
inline const std::string minimal_config = "[Server]\n"
                                          "address = 127.0.0.1\n"
                                          "port = 10000\n"
                                          "neoport = 10001\n"
                                          "unix_socket_path = dmqnode.socket\n"
                                          "channel_size_limit = 1000\n";

/// A configuration made of the text of a file called c.ini.
struct Checked {
    explicit Checked(std::string_view text, Parsing parsing = Parsing::strict)
        : config(make_config(ConfigFile::parse(text, "c.ini", diagnostics), parsing, diagnostics))
    {
    }

    Diagnostics diagnostics;
    Config config;
};

/// The minimal configuration with more lines behind it.
inline Checked with(const std::string& more, Parsing parsing = Parsing::strict)
{
    return Checked(minimal_config + more, parsing);
}

} // namespace dmq::node_app
