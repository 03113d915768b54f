// SPDX-License-Identifier: BSL-1.0
#include "receive_buffers.hpp"

#include <cerrno>
#include <sys/mman.h>
#include <system_error>

namespace dmq {
namespace {

io_uring_buf_ring* map_list(std::size_t size)
{
    void* const list = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                              -1, 0);
    if (list == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(), "mmap");
    return static_cast<io_uring_buf_ring*>(list);
}

} // namespace

ReceiveBuffers::ReceiveBuffers(std::uint16_t count, std::size_t size)
    : count_(count),
      size_(size),
      memory_(new std::byte[count * size]),
      list_(map_list(count * sizeof(io_uring_buf)), Unmap{count * sizeof(io_uring_buf)})
{
}

void ReceiveBuffers::lend_to(io_uring& ring)
{
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uintptr_t>(list_.get());
    registration.ring_entries = count_;
    registration.bgid = group;
    if (const int error = io_uring_register_buf_ring(&ring, &registration, 0); error != 0)
        throw std::system_error(-error, std::generic_category(), "io_uring_register_buf_ring");
    io_uring_buf_ring_init(list_.get());
    for (std::uint16_t number = 0; number < count_; ++number)
        lend(number, number);
    io_uring_buf_ring_advance(list_.get(), count_);
}

void ReceiveBuffers::give_back(std::uint16_t number) noexcept
{
    lend(number, 0);
    io_uring_buf_ring_advance(list_.get(), 1);
}

void ReceiveBuffers::lend(std::uint16_t number, int offset) noexcept
{
    io_uring_buf_ring_add(list_.get(), memory_.get() + number * size_, static_cast<unsigned>(size_),
                          number, io_uring_buf_ring_mask(count_), offset);
}

void ReceiveBuffers::Unmap::operator()(io_uring_buf_ring* list) const noexcept
{
    ::munmap(list, size);
}

} // namespace dmq
