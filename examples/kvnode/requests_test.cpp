// SPDX-License-Identifier: BSL-1.0
// The requests without a node: a mocked store, the standing suites of the package.
#include "requests.hpp"
#include "store.hpp"

#include <support/request_suites.hpp>

namespace kvnode {
namespace {

using namespace dmq::support;
using testing::Return;

class MockStore : public IStore {
public:
    MOCK_METHOD(void, put, (std::string_view, std::string_view), (override));
    MOCK_METHOD(std::optional<std::string>, get, (std::string_view), (const, override));
    MOCK_METHOD(bool, remove, (std::string_view), (override));
};

class Requests : public testing::Test {
protected:
    /// A request of this input; its answer, after it has ended.
    template <class Request> std::string answer_to(const std::string& input)
    {
        auto run = run_of<Request>(input, Arrival::byte_by_byte(input.size()));
        run->context.template offer<IStore>(store_);
        EXPECT_EQ(run->run(), Outcome::finished);
        return run->answer();
    }

    testing::StrictMock<MockStore> store_;
};

TEST_F(Requests, PutStoresTheValue)
{
    EXPECT_CALL(store_, put(std::string_view("key"), std::string_view("value")));
    EXPECT_EQ(answer_to<Put>(arr("key") + arr("value")), st(200));
}

TEST_F(Requests, GetAnswersTheValue)
{
    EXPECT_CALL(store_, get(std::string_view("key"))).WillOnce(Return("value"));
    EXPECT_EQ(answer_to<Get>(arr("key")), st(200) + arr("value"));
}

TEST_F(Requests, GetAnswersThatThereIsNone)
{
    EXPECT_CALL(store_, get).WillOnce(Return(std::nullopt));
    EXPECT_EQ(answer_to<Get>(arr("key")), st(404));
}

TEST_F(Requests, RemoveTellsWhetherThereWasOne)
{
    EXPECT_CALL(store_, remove(std::string_view("key")))
        .WillOnce(Return(true))
        .WillOnce(Return(false));
    EXPECT_EQ(answer_to<Remove>(arr("key")), st(200));
    EXPECT_EQ(answer_to<Remove>(arr("key")), st(404));
}

TEST(RequestsWithoutStore, SayWhatIsMissing)
{
    auto run = run_of<Get>(arr("key"));
    EXPECT_THAT([&] { run->run(); },
                testing::ThrowsMessage<std::logic_error>("this node offers no kvnode.store.1"));
}

} // namespace
} // namespace kvnode
