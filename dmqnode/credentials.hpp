// SPDX-License-Identifier: BSL-1.0
// The keys of the neo clients that are in force.
#pragma once

#include "credentials_file.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::node_app {

/// The content of a credentials file as of the last successful reading. Any thread. Keys are never
/// logged.
class Credentials {
public:
    /// Reads the file. Throws CredentialsError.
    explicit Credentials(std::string path);

    /// Reads the file again; the new keys hold for the next authentication. Throws
    /// CredentialsError, and keeps the old keys then.
    void reload();

    /// A copy of the client's key, to be dropped after use.
    std::optional<SecretKey> key_of(std::string_view name) const;
    /// Sorted.
    std::vector<std::string> names() const;

private:
    const std::string path_;
    mutable std::mutex mutex_;
    CredentialsTable table_;
};

} // namespace dmq::node_app
