# SPDX-License-Identifier: BSL-1.0
# dmq_add_test(<name> SOURCES ... [LIBRARIES ...] [LABELS ...]): one GoogleTest program, one ctest entry per test.
find_package(GTest REQUIRED)
include(GoogleTest)

# the test programs labelled "concurrency": what ThreadSanitizer runs
add_custom_target(concurrency-tests)

function(dmq_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES;LABELS")
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} dmq::framework dmq-build GTest::gmock_main)
  # test programs are compiled far more often than they run
  target_compile_options(${name} PRIVATE -O0 -g1)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 LABELS "${arg_LABELS}")
  if("concurrency" IN_LIST arg_LABELS)
    add_dependencies(concurrency-tests ${name})
  endif()
endfunction()
