// SPDX-License-Identifier: BSL-1.0
// The file with the names and keys of the neo clients (node-behaviour §15.3, neo-protocol §4.1).
#pragma once

#include "secret.hpp"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace dmq::node_app {

using CredentialsTable = std::map<std::string, SecretKey, std::less<>>;

/// What is wrong with a credentials file; one line with its name, without any part of a key.
class CredentialsError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws CredentialsError.
CredentialsTable read_credentials(const std::string& path);

/// `name` stands for the file in messages. Line numbers count entries, from 1. Throws
/// CredentialsError.
CredentialsTable parse_credentials(std::string_view text, const std::string& name);

/// `name:hexkey` with a new random key and a newline. Throws CredentialsError if the name is not
/// allowed in the file, std::system_error if there are no random bytes.
std::string make_credentials_line(std::string_view name);

/// Writes a new file that only its owner may read. Throws CredentialsError, also if it exists.
void create_credentials_file(const std::string& path, std::string_view text);

} // namespace dmq::node_app
