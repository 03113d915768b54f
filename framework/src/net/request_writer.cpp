// SPDX-License-Identifier: BSL-1.0
#include "running_code.hpp"

#include <dmq/node/plugin_registry.hpp>
#include <dmq/node/request_writer.hpp>

#include <stdexcept>
#include <utility>

namespace dmq {

void RequestWriter::open(StreamWriter& to) noexcept
{
    to_ = &to;
    running_code.request = this;
}

void RequestWriter::close() noexcept
{
    to_ = nullptr;
    running_code.request = nullptr;
}

void RequestWriter::write(Bytes bytes) { stream().write(bytes); }

void RequestWriter::write(Lease records) { stream().write_lease(records); }

std::size_t RequestWriter::pending() const noexcept { return mine() ? to_->pending() : 0; }

bool RequestWriter::park(std::coroutine_handle<> waiting) { return stream().park(waiting); }

bool RequestWriter::ended() const noexcept { return !mine() || to_->ended(); }

/// An open one runs on one thread at most; on others nothing of it is looked at.
bool RequestWriter::mine() const noexcept { return running_code.request == this; }

StreamWriter& RequestWriter::stream() const
{
    if (!mine())
        throw std::logic_error(
            "IByteWriter: the request that this writer was given to has ended, or is another's");
    return *to_;
}

RequestWriters::Turns& RequestWriters::turns_of(const RegisteredRequest* type)
{
    const std::size_t at = type ? type->index + 1 : 0;
    if (at >= all_.size())
        all_.resize(at + 1);
    if (!all_[at])
        all_[at] = std::make_unique<Turns>();
    return *all_[at];
}

} // namespace dmq
