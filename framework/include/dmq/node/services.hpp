// SPDX-License-Identifier: BSL-1.0
// What a node offers to its requests, by interface.
#pragma once

#include <dmq/plugin/abi.hpp>

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dmq {

/// Filled before the node is built, not changed afterwards: any thread.
///
///     class IStore { static constexpr std::string_view service_name = "kvnode.store.1"; ... };
///     Services().offer<IStore>(store)            // in the node
///     service<IStore>(context).put(key, value);  // in a request of a plugin
class DMQ_EXPORT Services {
public:
    /// `object` must outlive the node. Throws std::logic_error if the name is taken.
    template <class Interface> Services& offer(std::type_identity_t<Interface>& object)
    {
        add(Interface::service_name, &object);
        return *this;
    }
    /// Null if there is none of this name.
    void* find(std::string_view name) const noexcept
    {
        for (const auto& [offered, object] : offered_) {
            if (offered == name)
                return object;
        }
        return nullptr;
    }

private:
    void add(std::string_view name, void* object);

    std::vector<std::pair<std::string_view, void*>> offered_;
};

} // namespace dmq
