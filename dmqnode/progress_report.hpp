// SPDX-License-Identifier: BSL-1.0
// What is said while records are loaded or saved, which may take minutes.
#pragma once

#include "service_notifier.hpp"

#include <dmq/plugin/storage.hpp>

#include <string>

namespace dmq::node_app {

/// One line: "loading: 1200000 records, 1.1 of 4.7 GiB (23 %)".
std::string progress_text(const StorageProgress& progress);

/// Puts the line into the log and into the service's status, and asks the service manager for
/// another 30 s before it gives up.
void report_progress(const ServiceNotifier& notifier, const StorageProgress& progress);

} // namespace dmq::node_app
