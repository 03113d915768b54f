// SPDX-License-Identifier: BSL-1.0
// Runs the program in this process, with files in the place of its descriptors.
#pragma once

#include <filesystem>
#include <io.hpp>
#include <string>
#include <string_view>
#include <unit/client/fake_node.hpp>
#include <vector>

namespace dmq::test {

/// A directory that is gone with the object.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    const std::filesystem::path& path() const { return path_; }
    /// Makes a file, and its directories, with this content; its path comes back.
    std::string write(const std::filesystem::path& name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

struct Result {
    int code = -1;
    std::string out;
    std::string err;
};

/// The program with `arguments` and `input` on stdin, against `node` if there is one.
/// `io.out`, if not standard output, is used as it is.
Result run(const std::vector<std::string>& arguments, std::string_view input = {},
           const FakeNode* node = nullptr, cli::Io io = {});

} // namespace dmq::test
