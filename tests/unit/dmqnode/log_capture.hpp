// SPDX-License-Identifier: BSL-1.0
// What the program writes to its log during a test.
#pragma once

#include <dmq/node/log_config.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace dmq::node_app {

/// Everything goes to a file, text only, from construction to destruction. One at a time.
class LogCapture {
public:
    explicit LogCapture(std::string path) : path_(std::move(path))
    {
        log::LoggerSettings settings;
        settings.file = path_;
        settings.file_layout = log::Layout::message_only;
        log::configure({settings});
    }
    ~LogCapture() { log::configure({}); }
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

    std::string text() const
    {
        std::ifstream file(path_);
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    std::string path_;
};

} // namespace dmq::node_app
