// SPDX-License-Identifier: BSL-1.0
#include <dmq/node/deferred_work.hpp>

#include <gmock/gmock.h>

#include <array>
#include <optional>
#include <thread>

namespace dmq {
namespace {

class Work : public IDeferredWork {
public:
    virtual ~Work() = default;
    MOCK_METHOD(void, settle, (), (noexcept, override));
};

TEST(Deferred, NothingIsPutOffWhereNobodyAnswers)
{
    testing::StrictMock<Work> work;
    EXPECT_FALSE(defer_until_answers(work));
    DeferredWork::settle();
    std::thread([&work] {
        const DeferredWork other;
        EXPECT_TRUE(defer_until_answers(work));
        forget_deferred(work);
    }).join();
    EXPECT_FALSE(defer_until_answers(work));
}

TEST(Deferred, IsSettledOnceForAllTimesItWasPutOff)
{
    testing::StrictMock<Work> work;
    const DeferredWork deferred;
    EXPECT_TRUE(defer_until_answers(work));
    EXPECT_TRUE(defer_until_answers(work));
    EXPECT_CALL(work, settle);
    DeferredWork::settle();
    DeferredWork::settle();
}

TEST(Deferred, IsSettledAtTheEnd)
{
    testing::StrictMock<Work> work;
    std::optional<DeferredWork> deferred(std::in_place);
    EXPECT_TRUE(defer_until_answers(work));
    EXPECT_CALL(work, settle);
    deferred.reset();
    EXPECT_FALSE(defer_until_answers(work));
}

TEST(Deferred, MayBePutOffAgainWhileItIsSettled)
{
    testing::StrictMock<Work> work;
    const DeferredWork deferred;
    EXPECT_TRUE(defer_until_answers(work));
    EXPECT_CALL(work, settle)
        .WillOnce([&work]() noexcept { EXPECT_TRUE(defer_until_answers(work)); })
        .WillOnce([]() noexcept {});
    DeferredWork::settle();
    DeferredWork::settle();
}

TEST(Deferred, WhoDoesNotFindRoomIsTold)
{
    std::array<testing::NiceMock<Work>, 5> works;
    const DeferredWork deferred;
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_TRUE(defer_until_answers(works[i]));
    EXPECT_FALSE(defer_until_answers(works[4]));
    forget_deferred(works[1]);
    EXPECT_CALL(works[1], settle).Times(0);
    EXPECT_TRUE(defer_until_answers(works[4]));
    EXPECT_CALL(works[4], settle);
    DeferredWork::settle();
}

} // namespace
} // namespace dmq
