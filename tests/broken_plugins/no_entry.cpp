// SPDX-License-Identifier: BSL-1.0
// A shared library that is no plugin.
extern "C" __attribute__((visibility("default"))) int something_else();

int something_else() { return 0; }
