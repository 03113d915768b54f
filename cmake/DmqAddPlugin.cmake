# SPDX-License-Identifier: BSL-1.0
# dmq_add_plugin(<name> ENTRY <plugin.cpp> [SOURCES ...])
#
# Builds <name>.so from the entry (the file with the DMQ_PLUGIN line) and the sources. The sources
# alone make the target <name>-plugin-code, which unit tests link. Installs the plugin to where the
# node looks for it, lib/dmq. With DMQ_STATIC_PLUGINS the same entry is compiled into the node under
# a symbol of its own, and found through the same loader.
#
# Part of the installed package. The node's own tree sets DMQ_PLUGIN_INCLUDE_DIR (where the sources'
# includes begin, else the caller's folder), DMQ_PLUGIN_OUTPUT_DIR and DMQ_PLUGIN_INSTALL (further
# arguments of install()).
define_property(GLOBAL PROPERTY DMQ_STATIC_PLUGIN_NAMES
  BRIEF_DOCS "Plugins that are compiled into the node")

function(dmq_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ENTRY" "SOURCES")
  if(NOT arg_ENTRY OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "expected dmq_add_plugin(<name> ENTRY <file> [SOURCES <file> ...])")
  endif()
  if(NOT DMQ_PLUGIN_INCLUDE_DIR)
    set(DMQ_PLUGIN_INCLUDE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(build_flags $<TARGET_NAME_IF_EXISTS:dmq-build>)
  set(code ${name}-plugin-code)
  if(arg_SOURCES)
    add_library(${code} STATIC ${arg_SOURCES})
    dmq_compile_as_plugin(${code})
    target_link_libraries(${code} PUBLIC dmq::protocol PRIVATE ${build_flags})
    target_include_directories(${code} PUBLIC ${DMQ_PLUGIN_INCLUDE_DIR})
  else()
    add_library(${code} INTERFACE)
    target_link_libraries(${code} INTERFACE dmq::protocol)
  endif()

  if(DMQ_STATIC_PLUGINS)
    add_library(${name}-plugin OBJECT ${arg_ENTRY})
    string(MAKE_C_IDENTIFIER ${name} identifier)
    target_compile_definitions(${name}-plugin PRIVATE DMQ_PLUGIN_SYMBOL=dmq_static_plugin_${identifier})
    set_property(GLOBAL APPEND PROPERTY DMQ_STATIC_PLUGIN_NAMES ${name})
  else()
    add_library(${name}-plugin MODULE ${arg_ENTRY})
    dmq_place_plugin(${name}-plugin ${name})
    set_property(GLOBAL APPEND PROPERTY DMQ_PLUGIN_TARGETS ${name}-plugin)
  endif()
  dmq_compile_as_plugin(${name}-plugin)
  target_link_libraries(${name}-plugin PRIVATE ${code} dmq::protocol ${build_flags})
endfunction()

# what is not marked DMQ_EXPORT stays inside: two plugins never share a symbol by accident
function(dmq_compile_as_plugin target)
  set_target_properties(${target} PROPERTIES
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON)
endfunction()

function(dmq_place_plugin target name)
  include(GNUInstallDirs)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name}
    INSTALL_RPATH "$ORIGIN/..:$ORIGIN/../../${CMAKE_INSTALL_LIBDIR}"
    LINK_DEPENDS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  target_link_options(${target} PRIVATE
    LINKER:--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  if(DMQ_PLUGIN_OUTPUT_DIR)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${DMQ_PLUGIN_OUTPUT_DIR})
  endif()
  install(TARGETS ${target} LIBRARY DESTINATION lib/dmq ${DMQ_PLUGIN_INSTALL})
endfunction()
