# SPDX-License-Identifier: BSL-1.0
# dmq_add_test(<name> SOURCES ... [LIBRARIES ...] [LABELS ...] [SOCKET_IO]): one GoogleTest program, one ctest entry
# per test; with AddressSanitizer one for the program, as its start takes longer there than most tests.
# SOCKET_IO: everything once more, with loops that use io_uring; without labels.
find_package(GTest REQUIRED)
include(GoogleTest)

# the test programs labelled "concurrency": what ThreadSanitizer runs
add_custom_target(concurrency-tests)

# parsed once for all test programs: it takes longer than most tests
file(CONFIGURE OUTPUT test_pch.cpp CONTENT "int main() {}\n")
add_executable(dmq-test-pch ${CMAKE_CURRENT_BINARY_DIR}/test_pch.cpp)
target_link_libraries(dmq-test-pch PRIVATE dmq::node dmq-build GTest::gmock)
# the last one lets ccache look into precompiled headers
set(DMQ_TEST_OPTIONS -O0 -g1 $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
target_compile_options(dmq-test-pch PRIVATE ${DMQ_TEST_OPTIONS})
target_precompile_headers(dmq-test-pch PRIVATE <gmock/gmock.h> <gtest/gtest.h>
  <functional> <map> <memory> <optional> <string> <vector>)

function(dmq_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SOCKET_IO" "" "SOURCES;LIBRARIES;LABELS")
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} dmq::node dmq-build GTest::gmock_main)
  # test programs are compiled far more often than they run
  target_compile_options(${name} PRIVATE ${DMQ_TEST_OPTIONS})
  target_precompile_headers(${name} REUSE_FROM dmq-test-pch)
  if(DMQ_SANITIZE MATCHES "address")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS "${arg_LABELS}")
  else()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 LABELS "${arg_LABELS}")
  endif()
  if(arg_SOCKET_IO)
    set(io_uring TIMEOUT 900 ENVIRONMENT DMQ_TEST_SOCKET_IO=io_uring)
    if(DMQ_SANITIZE MATCHES "address")
      add_test(NAME ${name}.io_uring COMMAND ${name})
      set_tests_properties(${name}.io_uring PROPERTIES ${io_uring})
    elseif(NOT DMQ_SANITIZE)
      gtest_discover_tests(${name} TEST_SUFFIX .io_uring TEST_LIST ${name}.io_uring DISCOVERY_TIMEOUT 60
        PROPERTIES ${io_uring})
    endif()
  endif()
  if("concurrency" IN_LIST arg_LABELS)
    add_dependencies(concurrency-tests ${name})
  endif()
endfunction()
