// SPDX-License-Identifier: BSL-1.0
// The default behaviour of a mocked neo request's connection.
#include "mocks/mock_neo_request.hpp"

namespace dmq::mocks {

MockRequestOnConn::MockRequestOnConn()
{
    using testing::_;
    ON_CALL(*this, send(_)).WillByDefault([this](Bytes payload) {
        unsent_.push_back({std::string(text_of(payload)), {}, {}});
    });
    using Shared = std::span<const std::shared_ptr<const Lease>>;
    ON_CALL(*this, send(_, testing::Matcher<Shared>(_)))
        .WillByDefault([this](Bytes head, Shared records) {
            unsent_.push_back({std::string(text_of(head)), {records.begin(), records.end()}, {}});
        });
    ON_CALL(*this, send(_, testing::Matcher<Lease>(_)))
        .WillByDefault([this](Bytes head, Lease records) {
            unsent_.push_back({std::string(text_of(head)), {}, std::move(records)});
        });
    ON_CALL(*this, receive).WillByDefault([this] { return next(); });
    ON_CALL(*this, has_message).WillByDefault([this] { return !inbox_.empty(); });
    ON_CALL(*this, has_room).WillByDefault([this] { return room_; });
    ON_CALL(*this, park_for_room).WillByDefault([this](std::coroutine_handle<> waiting) {
        if (!room_)
            park_(waiting);
        return !room_;
    });
}

MockRequestOnConn::~MockRequestOnConn() = default;

void MockRequestOnConn::take_output()
{
    for (Message& message : std::exchange(unsent_, {})) {
        sent_.push_back(bytes_of_message(message));
        message.owned.done();
    }
}

std::string MockRequestOnConn::bytes_of_message(const Message& message)
{
    std::string bytes = message.head;
    for (const auto& lease : message.records) {
        for (const Bytes span : lease->spans())
            bytes += text_of(span);
    }
    for (const Bytes span : message.owned.spans())
        bytes += text_of(span);
    return bytes;
}

std::optional<Bytes> MockRequestOnConn::next()
{
    if (inbox_.empty())
        return std::nullopt;
    received_ = std::move(inbox_.front());
    inbox_.pop_front();
    return bytes_of(received_);
}

} // namespace dmq::mocks
