// SPDX-License-Identifier: BSL-1.0
// Not for applications: requests as the library holds them, and how results leave it.
#pragma once

#include <dmq/client/batch.hpp>
#include <dmq/client/notification.hpp>
#include <dmq/client/record.hpp>
#include <dmq/plugin/abi.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

namespace dmq::client::detail {

/// Something that the application waits for. Confined to the client's executor once submitted.
class DMQ_EXPORT Delivery {
public:
    Delivery() = default;
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;
    /// Calls the application, the object being gone before. Throws what the application throws.
    virtual void deliver() = 0;
    /// Frees the object without a call.
    virtual void drop() noexcept = 0;

protected:
    virtual ~Delivery() = default;
};

/// A Push or Pop: its message, where it is, and in the end its result.
class DMQ_EXPORT Request : public Delivery {
public:
    explicit Request(RequestKind request_kind) noexcept : kind(request_kind) { }

    // what each request needs is together: many of them are on the way
    std::span<std::byte> message; // the whole first one; the id in it is set when it is known
    std::error_code error; // the result
    Request* next = nullptr; // of those that were submitted and not seen yet
    std::uint64_t id = 0;
    std::uint32_t node = 0;
    RequestKind kind;
    bool counted = false; // among what the limits of ClientOptions allow; else it waits for room
    bool supported = false;
    bool empty_seen = false; // some node answered Empty
    bool error_seen = false; // some node answered, and could not pop
    std::uint64_t cancel_key = 0; // 0: cannot be canceled
    std::chrono::steady_clock::time_point begun{};
    std::chrono::steady_clock::time_point asked{}; // the node that is asked now

    std::shared_ptr<std::byte[]> memory; // of a large message, else it lies behind the object
    std::optional<Record> record; // of Pop
    std::error_code cause; // why the last node failed
    std::vector<std::uint32_t> failed_nodes;
};

/// Waits for room or for connections.
class DMQ_EXPORT Waiter : public Delivery {
public:
    std::error_code error; // the result
    std::uint64_t cancel_key = 0;
};

/// Waits for the next batch of a Consume.
class DMQ_EXPORT NextBatch : public Waiter {
public:
    Batch batch;
};

/// A message of this size is kept in memory of its own, and sent from there.
inline constexpr std::size_t large_message = 16 * 1024;

/// Bytes of the message that write_push or write_pop makes.
DMQ_EXPORT std::size_t push_size(std::span<const std::string_view> channels, Bytes record) noexcept;
DMQ_EXPORT std::size_t pop_size(std::string_view channel) noexcept;
/// Fill request.message; if a name or the record is not allowed, request.error says so.
DMQ_EXPORT void write_push(Request& request, std::span<const std::string_view> channels,
                           Bytes record);
DMQ_EXPORT void write_pop(Request& request, std::string_view channel);

} // namespace dmq::client::detail
