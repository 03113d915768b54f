// SPDX-License-Identifier: BSL-1.0
// Exists: whether there is a channel of a name, and how many records it holds, for both protocols.
#pragma once

#include <dmq/plugin/neo_request.hpp>
#include <dmq/plugin/request.hpp>

#include <cstdint>

namespace exists {

inline constexpr std::int32_t legacy_code = 1001;
inline constexpr std::uint8_t neo_code = 250;
inline constexpr std::uint8_t neo_version = 0;

/// `(cmd code) (arr channel)`; answers `(st 200) (u8 exists) (u64 records)`, or `(st 409)` for a
/// name that no channel can have. Creates nothing.
class LegacyExists final : public dmq::legacy::IRequest {
public:
    dmq::Task<> handle(dmq::IByteReader& in, dmq::IByteWriter& out,
                       dmq::IRequestContext& context) override;
};

/// `(arr channel)`; answers `(u8 exists) (u64 records)`. A name that no channel can have does not
/// exist.
class NeoExists final : public dmq::neo::IRequest {
public:
    dmq::Task<> handle(dmq::neo::IRequestOnConn& request, dmq::Bytes payload,
                       dmq::IRequestContext& context) override;
};

} // namespace exists
