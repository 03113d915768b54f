// SPDX-License-Identifier: BSL-1.0
#include "subscriber_manifest.hpp"

#include <dmq/plugin/log.hpp>
#include <dmq/protocol/storage_name.hpp>

#include <cerrno>
#include <sstream>

namespace dmq::ring {

SubscriberManifest::SubscriberManifest(IFileOps& ops, const std::string& data_dir)
    : ops_(ops), data_dir_(data_dir), path_(data_dir + '/' + std::string(subscribers_file))
{
}

std::vector<std::string> SubscriberManifest::read()
{
    std::vector<std::string> names;
    if (!ops_.exists(path_))
        return names;
    std::istringstream lines(read_file(ops_, path_));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (valid_storage_name(line) && has_subscriber(line))
            names.push_back(line);
        else
            log::warn(log_name, path_, ':', number, ": left out, expected <subscriber>@<channel>");
    }
    return names;
}

void SubscriberManifest::write(const std::vector<std::string>& storage_names)
{
    std::string text;
    for (const std::string& name : storage_names)
        if (has_subscriber(name))
            text += name + '\n';
    if (written_ == text)
        return;
    if (text.empty()) {
        if (ops_.unlink(path_) != 0 && errno != ENOENT)
            throw_errno("delete", path_);
    } else {
        iovec piece{text.data(), text.size()};
        replace_file(ops_, path_, path_ + ".tmp", {&piece, 1});
    }
    written_ = std::move(text);
}

} // namespace dmq::ring
