// SPDX-License-Identifier: BSL-1.0
// Answers that several requests give.
#include "requests/common/answers.hpp"

namespace dmq::requests {

legacy::Status status_of(PushStatus status) noexcept
{
    switch (status) {
    case PushStatus::stored:
        return legacy::Status::ok;
    case PushStatus::full:
        return legacy::Status::out_of_memory;
    case PushStatus::failed:
        break;
    }
    return legacy::Status::error;
}

void answer_ok_from(const INodeInfo& node, IByteWriter& out)
{
    legacy::write(out, legacy::Status::ok);
    legacy::write_array(out, node.address());
    legacy::write_integer(out, node.port());
}

void answer_size(const INodeInfo& node, const QueueUsage& held, IByteWriter& out)
{
    answer_ok_from(node, out);
    legacy::write_integer(out, held.records());
    legacy::write_integer(out, held.bytes());
}

void answer_number(const INodeInfo& node, std::uint64_t number, IByteWriter& out)
{
    answer_ok_from(node, out);
    legacy::write_integer(out, number);
}

} // namespace dmq::requests
