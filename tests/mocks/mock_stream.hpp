// SPDX-License-Identifier: BSL-1.0
// Mocks of dmq/plugin/stream.hpp, for expectations on single calls. Tests that run a whole request
// use ScriptedReader and RecordingWriter of tests/support.
#pragma once

#include <dmq/plugin/stream.hpp>

#include <gmock/gmock.h>

namespace dmq::mocks {

class MockByteReader : public IByteReader {
public:
    MOCK_METHOD(Bytes, buffered, (), (const, noexcept, override));
    MOCK_METHOD(void, consume, (std::size_t), (noexcept, override));
    MOCK_METHOD(bool, ended, (), (const, noexcept, override));
    MOCK_METHOD(void, park, (ReadGoal&, std::coroutine_handle<>), (override));
};

class MockByteWriter : public IByteWriter {
public:
    MOCK_METHOD(void, write, (Bytes), (override));
    MOCK_METHOD(void, write, (Lease), (override));
    MOCK_METHOD(std::size_t, pending, (), (const, noexcept, override));
    MOCK_METHOD(bool, park, (std::coroutine_handle<>), (override));
    MOCK_METHOD(bool, ended, (), (const, noexcept, override));
};

} // namespace dmq::mocks
