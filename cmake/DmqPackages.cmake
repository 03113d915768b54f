# SPDX-License-Identifier: BSL-1.0
# Debian packages by CPack, one of each install component. "./dev package" builds them with the
# preset "package", which installs to /usr.
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL node tools runtime devel)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
# files below /etc and /lib have absolute destinations
set(CPACK_SET_DESTDIR ON)
set(CPACK_PACKAGE_VENDOR "dmqnode")
set(CPACK_PACKAGE_CONTACT "dmqnode maintainers <maintainers@dmqnode.invalid>")
# each component has a description of its own, the first line is its summary
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# the library is one of the packages, not of those installed
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_LIBRARY_OUTPUT_DIRECTORY})
set(CPACK_DEBIAN_PACKAGE_SECTION net)

set(same_version "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
set(scripts ${PROJECT_SOURCE_DIR}/deploy/debian)

set(CPACK_DEBIAN_NODE_PACKAGE_NAME dmqnode)
set(CPACK_COMPONENT_NODE_DESCRIPTION "message queue node
Clients push records into named channels, others pop or consume them, in
order, each record once for each subscriber. Speaks the protocols of the
original DMQ node, and reads its configuration and its data.")
set(CPACK_DEBIAN_NODE_PACKAGE_DEPENDS "libdmq1 ${same_version}, adduser")
set(CPACK_DEBIAN_NODE_PACKAGE_RECOMMENDS "logrotate")
set(CPACK_DEBIAN_NODE_PACKAGE_SUGGESTS "dmq-tools")
set(CPACK_DEBIAN_NODE_PACKAGE_CONTROL_EXTRA
  ${scripts}/conffiles ${scripts}/postinst ${scripts}/prerm ${scripts}/postrm)
set(CPACK_DEBIAN_NODE_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME dmq-tools)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "command line client of the DMQ
Pushes lines into the channels of DMQ nodes, pops and consumes them, and
shows what the channels hold.")
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "libdmq1 ${same_version}")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libdmq1)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${scripts}/triggers)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY "=")
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "shared libraries of the DMQ
What the node, its plugins and its clients have in common.")

set(CPACK_DEBIAN_DEVEL_PACKAGE_NAME libdmq-dev)
set(CPACK_DEBIAN_DEVEL_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEVEL_DESCRIPTION "headers for DMQ plugins, nodes and clients
To build a request or storage plugin, a node of another kind on the same
framework, or a client.")
set(CPACK_DEBIAN_DEVEL_PACKAGE_DEPENDS "libdmq1 ${same_version}")
# for nodes and clients; for the mocks
set(CPACK_DEBIAN_DEVEL_PACKAGE_SUGGESTS "libboost1.81-dev, libgmock-dev")

# What Debian asks of every package.
function(dmq_install_documents component package)
  set(here ${CMAKE_CURRENT_BINARY_DIR}/${package})
  configure_file(${PROJECT_SOURCE_DIR}/deploy/debian/changelog.in ${here}/changelog.Debian @ONLY)
  execute_process(COMMAND gzip -9nf ${here}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${here}/changelog.Debian.gz ${PROJECT_SOURCE_DIR}/deploy/debian/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
  set(overrides ${PROJECT_SOURCE_DIR}/deploy/debian/lintian/${package})
  if(EXISTS ${overrides})
    install(FILES ${overrides}
      DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT ${component})
  endif()
endfunction()

# Compressed, as Debian wants them: dmq-new-plugin(1) belongs to the headers, other commands to the
# tools, the rest to the node.
function(dmq_install_manual_pages)
  file(GLOB pages ${PROJECT_SOURCE_DIR}/docs/man/*.[1-8])
  foreach(page IN LISTS pages)
    get_filename_component(name ${page} NAME)
    string(REGEX REPLACE ".*\\." "" section ${name})
    set(component node)
    if(name STREQUAL "dmq-new-plugin.1")
      set(component devel)
    elseif(section EQUAL 1)
      set(component tools)
    endif()
    configure_file(${page} ${CMAKE_CURRENT_BINARY_DIR}/man/${name} COPYONLY)
    execute_process(COMMAND gzip -9nf ${CMAKE_CURRENT_BINARY_DIR}/man/${name}
      COMMAND_ERROR_IS_FATAL ANY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/man/${name}.gz
      DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} COMPONENT ${component})
  endforeach()
endfunction()

# What only a machine wants that runs nodes as services.
function(dmq_install_services)
  set(deploy ${PROJECT_SOURCE_DIR}/deploy)
  install(FILES ${deploy}/systemd/dmq@.service ${deploy}/systemd/dmq.target
    DESTINATION /lib/systemd/system COMPONENT node)
  install(FILES ${deploy}/logrotate/dmqnode DESTINATION /etc/logrotate.d COMPONENT node)
  install(FILES ${deploy}/debian/default RENAME dmqnode DESTINATION /etc/default COMPONENT node)
  install(FILES ${deploy}/collectd/types.db
    DESTINATION ${CMAKE_INSTALL_DATADIR}/dmqnode COMPONENT node)
  install(FILES ${deploy}/upstart/dmq.conf ${deploy}/upstart/dmqnode-instance.conf
    DESTINATION ${CMAKE_INSTALL_DATADIR}/dmqnode/upstart COMPONENT node)
endfunction()

dmq_install_documents(node dmqnode)
dmq_install_documents(tools dmq-tools)
dmq_install_documents(runtime libdmq1)
dmq_install_documents(devel libdmq-dev)
dmq_install_manual_pages()
dmq_install_services()
include(CPack)
