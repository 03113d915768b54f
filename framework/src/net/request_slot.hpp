// SPDX-License-Identifier: BSL-1.0
// Room for one request object inside another object or a coroutine frame: no allocation.
#pragma once

#include <dmq/plugin/plugin.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <new>

namespace dmq {

/// Holds one request of a registered type, made by `emplace`; objects too large for the
/// slot go to the heap.
template <class Request> class RequestSlot {
public:
    RequestSlot(const RequestType& type, Request* (*emplace)(void* where))
        : heap_(fits(type) ? Memory() : allocate(type)),
          request_(emplace(heap_ ? heap_.get() : room_.data()))
    {
    }
    RequestSlot(const RequestSlot&) = delete;
    RequestSlot& operator=(const RequestSlot&) = delete;
    ~RequestSlot() { request_->~Request(); }

    Request* operator->() const noexcept { return request_; }

private:
    static constexpr std::size_t room_size = 256;

    struct Free {
        std::align_val_t alignment{};
        void operator()(void* memory) const noexcept { ::operator delete(memory, alignment); }
    };
    using Memory = std::unique_ptr<void, Free>;

    static Memory allocate(const RequestType& type)
    {
        const auto alignment = static_cast<std::align_val_t>(type.alignment);
        return Memory(::operator new(type.size, alignment), Free{alignment});
    }
    static bool fits(const RequestType& type) noexcept
    {
        return type.size <= room_size && type.alignment <= alignof(std::max_align_t);
    }

    alignas(std::max_align_t) std::array<std::byte, room_size> room_;
    Memory heap_;
    Request* request_;
};

} // namespace dmq
