// SPDX-License-Identifier: BSL-1.0
// Plays answers to one connection's protocol, cut at every place, and tells what it made of them.
#pragma once

#include "protocol.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace dmq::bench {

/// What was told, in order: "stored", or the record.
class Heard final : public IArrivals {
public:
    void stored() override { news.emplace_back("stored"); }
    void record(Bytes record) override { news.emplace_back(text_of(record)); }

    std::vector<std::string> news;
};

using News = std::vector<std::string>;

struct Parsed {
    News news;
    std::string said; // in return
    std::string rest; // not used
};

/// Makes a new protocol for each run.
using MakeProtocol = std::unique_ptr<IProtocol> (*)();

inline void feed(IProtocol& protocol, std::string& buffer, std::string_view more, Parsed& parsed)
{
    Heard heard;
    Output out;
    buffer += more;
    buffer.erase(0, protocol.parse(bytes_of(buffer), heard, out));
    parsed.news.insert(parsed.news.end(), heard.news.begin(), heard.news.end());
    parsed.said += text_of(out.rest());
}

inline Parsed parse_in_two(MakeProtocol make, std::string_view answers, std::size_t cut)
{
    Parsed parsed;
    const auto protocol = make();
    feed(*protocol, parsed.rest, answers.substr(0, cut), parsed);
    feed(*protocol, parsed.rest, answers.substr(cut), parsed);
    return parsed;
}

/// The same news, whatever the cut, and nothing left over; returns what was said in return.
inline std::string expect_news(MakeProtocol make, const std::string& answers, const News& news)
{
    std::string said;
    for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
        const Parsed parsed = parse_in_two(make, answers, cut);
        EXPECT_EQ(parsed.news, news) << "cut at " << cut;
        EXPECT_EQ(parsed.rest, "") << "cut at " << cut;
        said = parsed.said;
    }
    return said;
}

inline void expect_refusal(MakeProtocol make, const std::string& answers)
{
    EXPECT_THROW(parse_in_two(make, answers, answers.size()), std::runtime_error) << answers;
}

inline std::string request(MakeProtocol make, std::string_view record)
{
    Output out;
    make()->request(4, bytes_of(record), out);
    return std::string(text_of(out.rest()));
}

} // namespace dmq::bench
