// SPDX-License-Identifier: BSL-1.0
// The number and the tag that node and plugin must agree on before any code of the plugin runs.
#pragma once

#include <cstddef> // defines _GLIBCXX_USE_CXX11_ABI

#define DMQ_ABI_VERSION 1

#define DMQ_EXPORT __attribute__((visibility("default")))

#define DMQ_STRINGIFY_(x) #x
#define DMQ_STRINGIFY(x) DMQ_STRINGIFY_(x)

#if defined(__SANITIZE_ADDRESS__)
#define DMQ_SANITIZER "asan"
#elif defined(__SANITIZE_THREAD__)
#define DMQ_SANITIZER "tsan"
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DMQ_SANITIZER "asan"
#elif __has_feature(thread_sanitizer)
#define DMQ_SANITIZER "tsan"
#endif
#endif
#ifndef DMQ_SANITIZER
#define DMQ_SANITIZER "none"
#endif

namespace dmq {

/// Compiler facts that change class layouts or calls; compared literally by the loader.
inline constexpr char build_tag[] = "cxxabi=" DMQ_STRINGIFY(__GXX_ABI_VERSION) //
    ",cxx11abi=" DMQ_STRINGIFY(_GLIBCXX_USE_CXX11_ABI) //
    ",std=" DMQ_STRINGIFY(__cplusplus) //
    ",sanitizer=" DMQ_SANITIZER;

} // namespace dmq
