// SPDX-License-Identifier: BSL-1.0
// Requests for administration: to one node or all, each answer, losses, time-outs.
#include "engine_fixture.hpp"

#include <dmq/client/admin.hpp>
#include <dmq/protocol/neo_admin.hpp>
#include <dmq/protocol/neo_error.hpp>

#include <functional>
#include <tuple>

namespace dmq::client::test {
namespace {

class TestAdmin final : public detail::AdminRequest {
public:
    using Took = std::function<void(detail::AdminRequest&)>;
    TestAdmin(neo::AdminCode request_code, Took took)
        : AdminRequest(request_code), took_(std::move(took))
    {
    }
    void deliver() override
    {
        took_(*this);
        delete this;
    }
    void drop() noexcept override { delete this; }

private:
    Took took_;
};

template <class Reply> std::string text(const Reply& reply)
{
    return std::string(text_of(neo::payload_of(reply)));
}

class AdminTest : public EngineTest {
protected:
    template <class Result, class Arguments>
    auto start(neo::AdminCode code, const Arguments& arguments,
               const std::optional<Address>& target = {}, std::uint64_t cancel_key = 0)
    {
        using Answers =
            std::tuple_element_t<0, decltype(Result::take(std::declval<detail::AdminRequest&>()))>;
        auto answers = std::make_shared<std::optional<Answers>>();
        auto* const request = new TestAdmin(code, [answers](detail::AdminRequest& from) {
            *answers = std::get<0>(Result::take(from));
        });
        request->target = target;
        request->cancel_key = cancel_key;
        detail::write_start(*request, arguments);
        engine().submit(*request);
        settle();
        return answers;
    }
    auto remove(const std::optional<Address>& target = {}, std::uint64_t cancel_key = 0)
    {
        return start<detail::RemoveResult>(neo::AdminCode::remove_channel,
                                           neo::RemoveChannelArguments{"jobs"}, target, cancel_key);
    }
    void reply(Node& node, std::string_view payload)
    {
        const std::uint64_t id = sent(node).at(0).id;
        receive(node, message(id, supported) + message(id, payload));
    }
};

TEST_F(AdminTest, GoesToAllNodesAtOnce)
{
    Node& one = ready_node(1);
    Node& two = ready_node(2);
    add_node(3);
    const auto answers = remove();
    EXPECT_FALSE(*answers);
    reply(two, msg(neo::AdminResult::not_found));
    EXPECT_FALSE(*answers);
    reply(one, msg(neo::AdminResult::done));
    ASSERT_TRUE(*answers);
    ASSERT_EQ((*answers)->size(), 3U);
    EXPECT_EQ((**answers)[0].node, one.address());
    EXPECT_FALSE((**answers)[0].error);
    EXPECT_EQ((**answers)[1].error, Errc::channel_unknown);
    EXPECT_EQ((**answers)[2].error, Errc::not_connected);
}

TEST_F(AdminTest, GoesToOneNodeOnly)
{
    Node& one = ready_node(1);
    Node& two = ready_node(2);
    const auto answers = remove(two.address());
    EXPECT_EQ(take_out(one), "");
    reply(two, msg(neo::AdminResult::error));
    ASSERT_EQ((*answers)->size(), 1U);
    EXPECT_EQ((**answers)[0].error, Errc::node_error);
    const auto nobody = remove(Address{"127.0.0.1", 9});
    EXPECT_EQ((*nobody)->at(0).error, Errc::no_nodes);
}

TEST_F(AdminTest, ListsQueuesThatComeInSeveralMessages)
{
    Node& node = ready_node();
    const auto answers = start<detail::ListResult>(neo::AdminCode::list_channels,
                                                   neo::ListArguments{""});
    const std::uint64_t id = sent(node).at(0).id;
    const auto queues = [](std::string_view channel, std::optional<std::string_view> subscriber) {
        neo::ListMessage list{neo::ListEvent::queues, {}};
        list.queues.push_back({channel, subscriber, {}, 7});
        list.queues[0].usage.memory_records = 3;
        return text(list);
    };
    answer(node, id, supported);
    answer(node, id, queues("a", std::nullopt));
    answer(node, id, queues("b", "sub"));
    EXPECT_FALSE(*answers);
    answer(node, id, text(neo::ListMessage{neo::ListEvent::end, {}}));
    ASSERT_TRUE(*answers);
    const auto& list = (*answers)->at(0).value;
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].channel, "a");
    EXPECT_FALSE(list[0].subscriber);
    EXPECT_EQ(list[0].usage.records(), 3U);
    EXPECT_EQ(list[1].subscriber, "sub");
    EXPECT_EQ(list[1].consumers, 7U);
}

TEST_F(AdminTest, PeeksAndClears)
{
    Node& node = ready_node();
    const std::string bytes = support::records({"one", "two"});
    const auto peeked = start<detail::PeekResult>(neo::AdminCode::peek,
                                                  neo::PeekArguments{"jobs", "", 2, 100});
    reply(node, text(neo::PeekReply{neo::AdminResult::done, {bytes_of(bytes), 2}}));
    ASSERT_TRUE(*peeked);
    ASSERT_EQ((*peeked)->at(0).value.size(), 2U);
    EXPECT_EQ((*peeked)->at(0).value[1].text(), "two");
    const auto cleared = start<detail::ClearResult>(neo::AdminCode::clear,
                                                    neo::ClearArguments{"jobs", std::nullopt});
    reply(node, text(neo::ClearReply{neo::AdminResult::done, 5}));
    EXPECT_EQ((*cleared)->at(0).value, 5U);
}

TEST_F(AdminTest, FailsByNodeWhateverGoesWrong)
{
    const std::vector<std::pair<std::string, std::error_code>> cases{
        {msg(neo::Support::not_supported), Errc::unsupported_request},
        {msg(neo::Support::version_not_supported), Errc::unsupported_version},
        {"\x11", neo::Error::malformed_payload},
        {"", neo::Error::malformed_payload},
    };
    for (const auto& [payload, cause] : cases) {
        engine_.reset();
        Node& node = ready_node();
        const auto answers = remove();
        answer(node, sent(node).at(0).id, payload);
        ASSERT_TRUE(*answers);
        EXPECT_EQ((*answers)->at(0).error, cause);
        EXPECT_EQ(node.ready(), cause != neo::Error::malformed_payload);
    }
    engine_.reset();
    Node& node = ready_node();
    auto answers = remove();
    lose(node);
    EXPECT_EQ((*answers)->at(0).error, Errc::disconnected);
    tick();
    log_in(node);
    answers = remove({}, 5);
    engine().cancel(5);
    settle();
    EXPECT_EQ((*answers)->at(0).error, Errc::canceled);
    answers = remove();
    advance(options_.request_timeout);
    EXPECT_EQ((*answers)->at(0).error, Errc::timed_out);
    EXPECT_EQ(engine().deadline(), Time::max());
    answers = remove();
    engine().close(Errc::closed);
    settle();
    EXPECT_EQ((*answers)->at(0).error, Errc::closed);
    answers = remove();
    EXPECT_EQ((*answers)->at(0).error, Errc::closed);
}

} // namespace
} // namespace dmq::client::test
