# SPDX-License-Identifier: BSL-1.0
# What all targets share: language, warnings, sanitizers, where things go in the build tree.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
# seen from bin/, in the build tree as after installation
set(DMQ_PLUGIN_SUBDIR dmq)
# dmq_add_plugin(): the plugins of this tree are installed with the node
set(DMQ_PLUGIN_OUTPUT_DIR ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/${DMQ_PLUGIN_SUBDIR})
set(DMQ_PLUGIN_INSTALL COMPONENT node)

add_library(dmq-build INTERFACE)
target_compile_options(dmq-build INTERFACE
  -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  $<$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wshadow>
  $<$<BOOL:${DMQ_WARNINGS_AS_ERRORS}>:-Werror>)
# functions of one library call each other directly, nobody interposes others
add_compile_options(-fno-semantic-interposition)
add_link_options(-Wl,-Bsymbolic-functions)
if(DMQ_SANITIZE)
  add_compile_options(-fsanitize=${DMQ_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DMQ_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # instrumented code makes GCC find uses without a value where there are none, in Asio for one
    add_compile_options(-Wno-maybe-uninitialized)
  else()
    # what it puts in front of functions Clang 14 cannot put in front of coroutines
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND DMQ_SANITIZE MATCHES "thread")
  # std::atomic_thread_fence inside Asio is not understood by GCC's ThreadSanitizer
  add_compile_options(-Wno-tsan)
endif()

# "generate": the programs write what they do into the build folder when they end; "use": compiled for
# that, in the same folder. "./dev pgo" does both.
set(DMQ_PROFILE "" CACHE STRING "Profile-guided optimisation: generate or use")
if(DMQ_PROFILE STREQUAL "generate")
  add_compile_options(-fprofile-generate -fprofile-update=prefer-atomic)
  add_link_options(-fprofile-generate)
elseif(DMQ_PROFILE STREQUAL "use")
  # counts of several threads may disagree a little; what was not run has none
  add_compile_options(-fprofile-use -fprofile-correction -Wno-missing-profile)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    # for sizes that it has seen GCC copies by "rep movsq", which takes longer than a call
    add_compile_options(-mmemcpy-strategy=libcall:-1:noalign)
  endif()
elseif(DMQ_PROFILE)
  message(FATAL_ERROR "DMQ_PROFILE: generate or use expected, not ${DMQ_PROFILE}")
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13
   AND CMAKE_BUILD_TYPE STREQUAL "Release")
  # with -O3 it finds faults of this kind in its own library where there are none
  add_compile_options(-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
  add_link_options(-Wno-array-bounds -Wno-stringop-overflow)
endif()

# With CMAKE_UNITY_BUILD several files are compiled as one, as in CI: most of the time goes into the
# headers they share. What is local to a file is then known in those behind it: no -Wshadow.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-subobject-linkage)
endif()

# dmq_compile_alone(<files>): whose local names are also those of another file
function(dmq_compile_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
