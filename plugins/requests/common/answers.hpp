// SPDX-License-Identifier: BSL-1.0
// Answers that several requests give.
#pragma once

#include <dmq/plugin/request.hpp>
#include <dmq/protocol/legacy.hpp>

namespace dmq::requests {

/// 200, 407 if there was no room, 500 if the storage failed.
legacy::Status status_of(PushStatus status) noexcept;

/// What all answers of legacy-protocol §8 with a number begin with: 200, address, port.
void answer_ok_from(const INodeInfo& node, IByteWriter& out);

/// The whole answer of GetChannelSize and GetSize: the above, then records and bytes of `held`.
void answer_size(const INodeInfo& node, const QueueUsage& held, IByteWriter& out);

/// The whole answer of GetSizeLimit and GetNumConnections: the above, then the number.
void answer_number(const INodeInfo& node, std::uint64_t number, IByteWriter& out);

} // namespace dmq::requests
