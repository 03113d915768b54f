// SPDX-License-Identifier: BSL-1.0
#include <failure.hpp>
#include <file_content.hpp>
#include <fstream>
#include <iterator>

namespace dmq::cli {

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad())
        throw Failure(ExitCode::io, "cannot read " + file.string());
    return content;
}

} // namespace dmq::cli
