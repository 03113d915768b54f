// SPDX-License-Identifier: BSL-1.0
// A connected socket: blocking while a connection is opened, not blocking afterwards.
#pragma once

#include <dmq/plugin/bytes.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dmq::bench {

/// Bytes to be sent.
class Output {
public:
    void put(Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    void put(std::string_view text) { put(bytes_of(text)); }
    template <class T> void put_integer(T value)
    {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + sizeof value);
        store(bytes_.data() + at, value);
    }
    std::size_t size() const noexcept { return bytes_.size() - sent_; }
    Bytes rest() const noexcept { return Bytes(bytes_).subspan(sent_); }
    void sent(std::size_t size) noexcept
    {
        sent_ += size;
        if (sent_ == bytes_.size()) {
            bytes_.clear();
            sent_ = 0;
        }
    }

private:
    std::vector<std::byte> bytes_;
    std::size_t sent_ = 0;
};

/// Owns the descriptor.
class Stream {
public:
    /// See Side::address. Throws std::runtime_error naming the address and the reason.
    explicit Stream(const std::string& address);
    /// Takes over a connected socket.
    explicit Stream(int fd);
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&&) = delete;
    ~Stream();

    int fd() const noexcept { return fd_; }

    /// While blocking; both throw std::runtime_error when the peer leaves or is silent for 10 s.
    void send(Output& out) const;
    std::vector<std::byte> receive(std::size_t size) const;
    /// Up to and without CR LF, which are taken too.
    std::string receive_line() const;

    void do_not_block() const;

private:
    int fd_;
};

} // namespace dmq::bench
