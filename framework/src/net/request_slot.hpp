// SPDX-License-Identifier: BSL-1.0
// Room for one request object inside another object or a coroutine frame: no allocation.
#pragma once

#include <dmq/plugin/plugin.hpp>

#include <array>
#include <cstddef>
#include <new>

namespace dmq {

/// Holds one request of a registered type, made by `emplace`; objects too large for the
/// slot go to the heap.
template <class Request> class RequestSlot {
public:
    RequestSlot(const RequestType& type, Request* (*emplace)(void* where))
        : heap_(fits(type) ? nullptr : ::operator new(type.size, std::align_val_t(type.alignment))),
          alignment_(type.alignment),
          request_(emplace(heap_ ? heap_ : room_.data()))
    {
    }
    RequestSlot(const RequestSlot&) = delete;
    RequestSlot& operator=(const RequestSlot&) = delete;
    ~RequestSlot()
    {
        request_->~Request();
        if (heap_)
            ::operator delete(heap_, std::align_val_t(alignment_));
    }

    Request* operator->() const noexcept { return request_; }

private:
    static constexpr std::size_t room_size = 256;

    static bool fits(const RequestType& type) noexcept
    {
        return type.size <= room_size && type.alignment <= alignof(std::max_align_t);
    }

    alignas(std::max_align_t) std::array<std::byte, room_size> room_;
    void* heap_;
    std::size_t alignment_;
    Request* request_;
};

} // namespace dmq
