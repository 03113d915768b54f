// SPDX-License-Identifier: BSL-1.0
// What this node offers to its requests, and how it keeps it.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kvnode {

/// Values by key. Requests call it on the loops of the node.
class IStore {
public:
    /// Ends in a number that changes with this class: a plugin built for another is refused.
    static constexpr std::string_view service_name = "kvnode.store.1";

    virtual ~IStore() = default;
    virtual void put(std::string_view key, std::string_view value) = 0;
    virtual std::optional<std::string> get(std::string_view key) const = 0;
    /// False: there was none.
    virtual bool remove(std::string_view key) = 0;
};

/// For a node with one loop: there are no locks.
class MemoryStore final : public IStore {
public:
    void put(std::string_view key, std::string_view value) override
    {
        values_.insert_or_assign(std::string(key), value);
    }
    std::optional<std::string> get(std::string_view key) const override
    {
        const auto found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional(found->second);
    }
    bool remove(std::string_view key) override { return values_.erase(std::string(key)) > 0; }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

} // namespace kvnode
