// SPDX-License-Identifier: BSL-1.0
// Files that tell a client where the nodes are and who it is.
#pragma once

#include <dmq/client/address.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/protocol/neo_auth.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::client {

/// Name and key of a client (neo-protocol §4.1). The key is overwritten on destruction.
struct DMQ_EXPORT Credentials {
    std::string name;
    neo::Key key{};

    Credentials() = default;
    Credentials(std::string client_name, const neo::Key& client_key)
        : name(std::move(client_name)), key(client_key)
    {
    }
    Credentials(const Credentials&) = default;
    Credentials& operator=(const Credentials&) = default;
    ~Credentials();
};

/// A file that cannot be used. what() is one line: file, line, what was expected; no part of a key.
class DMQ_EXPORT FileError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// `HOST:PORT` a line; text behind `#` and blank lines are ignored. `name` stands for the text in
/// errors. Throws FileError, also if there is no node at all.
DMQ_EXPORT std::vector<Address> parse_nodes(std::string_view text, const std::string& name);
DMQ_EXPORT std::vector<Address> load_nodes(const std::string& path);

/// Exactly one `name:key`, the key of 256 hexadecimal digits. Throws FileError.
DMQ_EXPORT Credentials parse_credentials(std::string_view text, const std::string& name);
DMQ_EXPORT Credentials load_credentials(const std::string& path);

} // namespace dmq::client
