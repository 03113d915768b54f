// SPDX-License-Identifier: BSL-1.0
// Pins the process to one CPU (node-behaviour §15.2).
#pragma once

namespace dmq::node_app {

/// Pins the calling thread, and all threads started later, to the CPU; -1 changes nothing. Throws
/// std::runtime_error naming [Server] cpu, e.g. if there is no such CPU. Before any other thread.
void set_cpu_affinity(int cpu);

} // namespace dmq::node_app
