// SPDX-License-Identifier: BSL-1.0
// .subscribers: which subscribers there are, so that those without records survive a restart.
#pragma once

#include "file_ops.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dmq::ring {

/// A storage name of a subscriber's queue in each line. The original ignores the file. One thread
/// at a time.
class SubscriberManifest {
public:
    SubscriberManifest(IFileOps& ops, const std::string& data_dir);

    /// The valid names in the file; what else it holds is logged. Throws std::system_error.
    std::vector<std::string> read();
    /// Writes the names of subscribers among these, sorted ones, if they are others than last time;
    /// without any there is no file. Throws std::system_error.
    void write(const std::vector<std::string>& storage_names);

private:
    IFileOps& ops_;
    const std::string data_dir_;
    const std::string path_;
    std::optional<std::string> written_; // nullopt: what is in the file is not known
};

} // namespace dmq::ring
