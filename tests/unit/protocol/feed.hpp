// SPDX-License-Identifier: BSL-1.0
// Drives a codec as a connection does: the buffer grows, and moves with every arrival.
#pragma once

#include <dmq/plugin/stream.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace dmq::test {

/// A codec, what has arrived, and whether the codec is satisfied with it.
template <class Codec> class Feed {
public:
    explicit Feed(Codec codec = Codec()) : codec_(std::move(codec)) { }

    /// More bytes arrive, at another address. True as soon as the codec is satisfied.
    bool arrive(std::string_view bytes)
    {
        buffer_ = std::string(buffer_).append(bytes);
        const std::size_t wanted = codec_.wanted(buffered());
        EXPECT_EQ(codec_.wanted(buffered()), wanted) << "asking again changes nothing";
        wanted_ = wanted;
        return wanted <= buffer_.size();
    }
    Bytes buffered() const noexcept { return bytes_of(buffer_); }
    Codec& codec() noexcept { return codec_; }
    std::size_t wanted() const noexcept { return wanted_; }
    auto result() const { return codec_.result(buffered()); }

private:
    Codec codec_;
    std::string buffer_;
    std::size_t wanted_ = 0;
};

/// For items of known size at the head of `bytes`: cut at each position and byte by byte, the codec
/// is satisfied with the whole item, not before, and never wants more than it. `check` sees each.
template <class Codec, class Check>
void expect_item_at_every_cut(std::string_view bytes, std::size_t item_size, Check check,
                              const Codec& codec = Codec())
{
    const auto expect = [&](Feed<Codec>& feed, bool satisfied) {
        EXPECT_EQ(satisfied, feed.buffered().size() >= item_size);
        if (!satisfied) {
            EXPECT_LE(feed.wanted(), item_size) << "waits for bytes that need not come";
            return;
        }
        EXPECT_FALSE(feed.codec().error());
        EXPECT_EQ(feed.codec().size(), item_size);
        check(feed.result());
    };
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        SCOPED_TRACE("cut at byte " + std::to_string(cut));
        Feed<Codec> feed(codec);
        const bool at_once = feed.arrive(bytes.substr(0, cut));
        expect(feed, at_once);
        if (!at_once)
            expect(feed, feed.arrive(bytes.substr(cut)));
    }
    SCOPED_TRACE("byte by byte");
    Feed<Codec> feed(codec);
    for (std::size_t i = 0; i < item_size; ++i)
        expect(feed, feed.arrive(bytes.substr(i, 1)));
}

} // namespace dmq::test
