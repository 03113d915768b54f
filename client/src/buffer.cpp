// SPDX-License-Identifier: BSL-1.0
#include "buffer.hpp"

#include <algorithm>

namespace dmq::client {

void Buffer::make_room(std::size_t size)
{
    const std::size_t used = end_ - begin_;
    // moving pays only when much is free, else a big item would be moved for every piece of it
    if (used + size <= capacity_ / 2) {
        std::memmove(memory_.get(), memory_.get() + begin_, used);
    } else {
        const std::size_t capacity = std::max<std::size_t>(2 * (used + size), 4096);
        std::unique_ptr<std::byte[]> memory(new std::byte[capacity]);
        if (used > 0)
            std::memcpy(memory.get(), memory_.get() + begin_, used);
        memory_ = std::move(memory);
        capacity_ = capacity;
    }
    begin_ = 0;
    end_ = used;
}

} // namespace dmq::client
