# SPDX-License-Identifier: BSL-1.0
# dmq_add_plugin(<name> ENTRY <plugin.cpp> [SOURCES ...])
#
# Builds <name>.so from the entry (the file with the DMQ_PLUGIN line) and the sources. The sources
# alone make the target <name>-plugin-code, which unit tests link. With DMQ_STATIC_PLUGINS the same
# entry is compiled into the node under a symbol of its own, and found through the same loader.
define_property(GLOBAL PROPERTY DMQ_STATIC_PLUGIN_NAMES
  BRIEF_DOCS "Plugins that are compiled into the node")

function(dmq_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ENTRY" "SOURCES")
  set(code ${name}-plugin-code)
  if(arg_SOURCES)
    add_library(${code} STATIC ${arg_SOURCES})
    target_link_libraries(${code} PUBLIC dmq::framework PRIVATE dmq-build)
    target_include_directories(${code} PUBLIC ${PROJECT_SOURCE_DIR}/plugins)
  else()
    add_library(${code} INTERFACE)
    target_link_libraries(${code} INTERFACE dmq::framework)
  endif()

  if(DMQ_STATIC_PLUGINS)
    add_library(${name}-plugin OBJECT ${arg_ENTRY})
    string(MAKE_C_IDENTIFIER ${name} identifier)
    target_compile_definitions(${name}-plugin PRIVATE DMQ_PLUGIN_SYMBOL=dmq_static_plugin_${identifier})
    set_property(GLOBAL APPEND PROPERTY DMQ_STATIC_PLUGIN_NAMES ${name})
  else()
    add_library(${name}-plugin MODULE ${arg_ENTRY})
    set_target_properties(${name}-plugin PROPERTIES
      PREFIX "" OUTPUT_NAME ${name}
      INSTALL_RPATH "$ORIGIN/..:$ORIGIN/../../${CMAKE_INSTALL_LIBDIR}"
      LIBRARY_OUTPUT_DIRECTORY ${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/${DMQ_PLUGIN_SUBDIR})
    install(TARGETS ${name}-plugin LIBRARY DESTINATION lib/${DMQ_PLUGIN_SUBDIR} COMPONENT node)
    set_property(GLOBAL APPEND PROPERTY DMQ_PLUGIN_TARGETS ${name}-plugin)
  endif()
  target_link_libraries(${name}-plugin PRIVATE ${code} dmq::framework dmq-build)
endfunction()

# dmq_static_plugins(<target>): a library with the table of all plugins compiled in so far, which is
# empty without DMQ_STATIC_PLUGINS. To be called when all plugins are known.
function(dmq_static_plugins target)
  get_property(names GLOBAL PROPERTY DMQ_STATIC_PLUGIN_NAMES)
  set(declarations "")
  set(entries "")
  foreach(name IN LISTS names)
    string(MAKE_C_IDENTIFIER ${name} identifier)
    string(APPEND declarations "extern \"C\" const dmq::PluginDescriptor dmq_static_plugin_${identifier};\n")
    string(APPEND entries "    &dmq_static_plugin_${identifier},\n")
  endforeach()
  configure_file(${PROJECT_SOURCE_DIR}/cmake/static_plugins.cpp.in ${target}.cpp @ONLY)
  add_library(${target} STATIC ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  target_link_libraries(${target} PUBLIC dmq::framework PRIVATE dmq-build)
  foreach(name IN LISTS names)
    target_link_libraries(${target} PUBLIC ${name}-plugin-code)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${name}-plugin>)
  endforeach()
endfunction()
