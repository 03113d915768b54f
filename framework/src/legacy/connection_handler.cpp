// SPDX-License-Identifier: BSL-1.0
#include "../net/request_slot.hpp"

#include <dmq/node/legacy_connection_handler.hpp>
#include <dmq/plugin/log.hpp>
#include <dmq/protocol/legacy.hpp>

#include <cstdint>

namespace dmq::legacy {
namespace {

// more output than this is sent before the next request is read, however fast they come
constexpr std::size_t output_watermark = 256 * 1024;

/// A request between its begin and its end, however it ends.
class Measured {
public:
    Measured(RequestTimer<>& timer, RequestCounters& counters, Timing timing) : timer_(timer)
    {
        timer_.begin(counters, timing);
    }
    ~Measured() { timer_.end(); }
    Measured(const Measured&) = delete;
    Measured& operator=(const Measured&) = delete;

private:
    RequestTimer<>& timer_;
};

} // namespace

Task<> ConnectionHandler::serve()
{
    for (;;) {
        request_ = nullptr;
        const auto code = co_await read(reader(), IntegerCodec<std::int32_t>());
        request_ = find_request({Protocol::legacy, code});
        if (!request_) {
            log::error("connection.legacy", peer(), ": invalid command ", code);
            co_return;
        }
        IByteWriter& out = begin_request();
        {
            RequestSlot request(request_->type, request_->type.emplace_legacy);
            const Measured measured(timer(), counters_of(*request_), request_->type.timing);
            co_await request->handle(reader(), out, *this);
        }
        end_request();
        if (writer().pending() > output_watermark) {
            timer().pause();
            co_await flush(writer());
        }
    }
}

} // namespace dmq::legacy
