# SPDX-License-Identifier: BSL-1.0
# What find_package(dmq COMPONENTS ...) and pkg-config find after installation.
#
# Install components: runtime (the shared libraries), node, tools, devel (all that is here).
set(DMQ_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/dmq)

# dmq_export(<component> <target> ...): installs the libraries among the targets, and makes all of
# them dmq::<name> of find_package(dmq COMPONENTS <component>).
function(dmq_export component)
  foreach(target IN LISTS ARGN)
    string(REGEX REPLACE "^dmq-" "" name ${target})
    string(REPLACE "-" "_" name ${name})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  endforeach()
  install(TARGETS ${ARGN} EXPORT dmq-${component}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT devel
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT devel
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT dmq-${component} FILE dmq-${component}Targets.cmake NAMESPACE dmq::
    DESTINATION ${DMQ_PACKAGE_DIR} COMPONENT devel)
endfunction()

# dmq_install_headers(<folder> ...): what lies below, seen from the caller, is what is included
function(dmq_install_headers)
  foreach(folder IN LISTS ARGN)
    install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT devel
      FILES_MATCHING PATTERN "*.hpp")
  endforeach()
endfunction()

# dmq_pkg_config(<component> DESCRIPTION <text> [REQUIRES <package> ...] [LIBS <flag> ...]
#   [INCLUDE <folder below the include folder>]): dmq-<component>.pc
function(dmq_pkg_config component)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DESCRIPTION;INCLUDE" "REQUIRES;LIBS")
  file(RELATIVE_PATH prefix_from_here /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  list(JOIN arg_REQUIRES ", " requires)
  list(JOIN arg_LIBS " " libs)
  string(REPLACE "_" "-" name ${component})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/component.pc.in dmq-${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/dmq-${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT devel)
endfunction()

# dmq_install_package(): the package's own files; when all components are known
function(dmq_install_package)
  include(CMakePackageConfigHelpers)
  set(DMQ_PLUGIN_DIR lib/${DMQ_PLUGIN_SUBDIR})
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/dmqConfig.cmake.in dmqConfig.cmake
    INSTALL_DESTINATION ${DMQ_PACKAGE_DIR} PATH_VARS DMQ_PLUGIN_DIR)
  # until 1.0 every minor version may break
  write_basic_package_version_file(dmqConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES
    ${CMAKE_CURRENT_BINARY_DIR}/dmqConfig.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/dmqConfigVersion.cmake
    ${PROJECT_SOURCE_DIR}/cmake/DmqAddPlugin.cmake
    ${PROJECT_SOURCE_DIR}/cmake/plugin.map
    DESTINATION ${DMQ_PACKAGE_DIR} COMPONENT devel)
endfunction()
