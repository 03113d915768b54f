// SPDX-License-Identifier: BSL-1.0
// The sending direction of a connection as one request sees it.
#pragma once

#include <dmq/node/stream_writer.hpp>
#include <dmq/plugin/abi.hpp>
#include <dmq/plugin/stream.hpp>

#include <array>
#include <coroutine>
#include <cstddef>
#include <memory>
#include <vector>

namespace dmq {

struct RegisteredRequest;

/// Passes on to the connection's writer what its request writes while it runs, and refuses what
/// anybody else writes, in any thread: nothing gets into another's answer. Confined to the loop.
class DMQ_EXPORT RequestWriter final : public IByteWriter {
public:
    /// The request begins, on this thread. `to` must outlive it.
    void open(StreamWriter& to) noexcept;
    /// The request has ended.
    void close() noexcept;

    // IByteWriter; write() and park() throw std::logic_error for whoever may not write
    void write(Bytes bytes) override;
    void write(Lease records) override;
    std::size_t pending() const noexcept override;
    bool park(std::coroutine_handle<> waiting) override;
    bool ended() const noexcept override;

private:
    bool mine() const noexcept;
    StreamWriter& stream() const;

    StreamWriter* to_ = nullptr; // null: no request
};

/// The writers of one connection's requests, kept as long as this object. Those of a type are never
/// given to another type, so one that a handler has kept can at most become its own once more; they
/// take turns, which refuses it while the next few of its type run as well.
class DMQ_EXPORT RequestWriters {
public:
    /// For a request that begins. Throws std::bad_alloc.
    RequestWriter& next(const RegisteredRequest* type)
    {
        if (!turns_ || type != type_)
            turns_ = &turns_of(type);
        type_ = type;
        turns_->last = (turns_->last + 1) % turns_->writers.size();
        return turns_->writers[turns_->last];
    }

private:
    struct Turns {
        std::array<RequestWriter, 4> writers;
        std::size_t last = 0;
    };

    Turns& turns_of(const RegisteredRequest* type);

    std::vector<std::unique_ptr<Turns>> all_; // by the type's index + 1; no type first
    const RegisteredRequest* type_ = nullptr; // of the last request
    Turns* turns_ = nullptr; // those of its type
};

} // namespace dmq
