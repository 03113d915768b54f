// SPDX-License-Identifier: BSL-1.0
// The keys of the neo clients that are in force.
#include "credentials.hpp"

namespace dmq::node_app {

Credentials::Credentials(std::string path) : path_(std::move(path)), table_(read_credentials(path_))
{
}

void Credentials::reload()
{
    auto table = read_credentials(path_);
    const std::lock_guard lock(mutex_);
    table_.swap(table);
}

std::optional<SecretKey> Credentials::key_of(std::string_view name) const
{
    const std::lock_guard lock(mutex_);
    const auto found = table_.find(name);
    return found == table_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> Credentials::names() const
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, key] : table_)
        names.push_back(name);
    return names;
}

} // namespace dmq::node_app
