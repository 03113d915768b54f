// SPDX-License-Identifier: BSL-1.0
#include "core/node_set.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <string>
#include <tuple>

namespace dmq::client {
namespace {

/// Dotted quads by number, then everything else by name.
auto rank(const Address& address)
{
    in_addr ipv4{};
    const bool is_ipv4 = ::inet_pton(AF_INET, address.host.c_str(), &ipv4) == 1;
    return std::tuple(!is_ipv4, ntohl(ipv4.s_addr), is_ipv4 ? std::string() : address.host,
                      address.port);
}

bool before(const Node* a, const Node* b) { return rank(a->address()) < rank(b->address()); }

std::uint64_t random_seed()
{
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

} // namespace

NodeSet::NodeSet(Context& context, INodeEvents& events)
    : random_(context.options.seed != 0 ? context.options.seed : random_seed()),
      context_(context),
      events_(events)
{
    for (std::uint64_t& cursor : cursors_)
        cursor = random_() >> 1U;
}

Node* NodeSet::add(const Address& address)
{
    const auto same = [&](const Node* node) { return node->address() == address; };
    if (std::ranges::any_of(order_, same))
        return nullptr;
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(std::make_unique<Node>(index, address, random_(), context_, events_));
    Node* const node = nodes_.back().get();
    order_.insert(std::ranges::upper_bound(order_, node, before), node);
    return node;
}

Node* NodeSet::first(RequestKind kind) noexcept
{
    std::uint64_t& cursor = cursors_[static_cast<std::size_t>(kind)];
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (cursor >= order_.size())
            cursor %= order_.size();
        Node* const node = order_[cursor++];
        if (node->ready())
            return node;
    }
    return nullptr;
}

Node* NodeSet::next(const Node& node, const std::vector<std::uint32_t>& failed) noexcept
{
    const auto at = static_cast<std::size_t>(std::ranges::find(order_, &node) - order_.begin());
    for (std::size_t i = 1; i < order_.size(); ++i) {
        Node* const other = order_[(at + i) % order_.size()];
        if (other->ready() && std::ranges::find(failed, other->index()) == failed.end())
            return other;
    }
    return nullptr;
}

} // namespace dmq::client
