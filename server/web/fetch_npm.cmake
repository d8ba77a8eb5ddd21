# fetch_npm(NAME VERSION SHA512): has an npm package in the build folder, checked
# by its hash, and sets NAME_SOURCE to its folder. Without a network, give a copy
# of the archive: -DLEHR_NPM_MIRROR=FOLDER with NAME-VERSION.tgz in it.

set(LEHR_NPM_MIRROR "" CACHE PATH "Folder with npm archives, for building offline")

function(fetch_npm name version sha512)
  set(archive ${CMAKE_BINARY_DIR}/npm/${name}-${version}.tgz)
  set(source ${CMAKE_BINARY_DIR}/npm/${name}-${version})
  set(address https://registry.npmjs.org/${name}/-/${name}-${version}.tgz)
  set(found "")
  if(EXISTS ${archive})
    file(SHA512 ${archive} found)
  endif()
  if(NOT found STREQUAL sha512)
    if(EXISTS "${LEHR_NPM_MIRROR}/${name}-${version}.tgz")
      set(address "${LEHR_NPM_MIRROR}/${name}-${version}.tgz")
      file(COPY ${address} DESTINATION ${CMAKE_BINARY_DIR}/npm)
      set(status "0;copied")
    else()
      file(DOWNLOAD ${address} ${archive} TIMEOUT 120 STATUS status)
    endif()
    if(EXISTS ${archive})
      file(SHA512 ${archive} found)
    endif()
    if(NOT found STREQUAL sha512)
      file(REMOVE ${archive})
      list(GET status 1 reason)
      message(FATAL_ERROR
        "${address}: expected ${name} ${version} with SHA-512 ${sha512}, found "
        "${found} (${reason}). Without a network, put ${name}-${version}.tgz "
        "into a folder and configure with -DLEHR_NPM_MIRROR=FOLDER")
    endif()
    file(REMOVE_RECURSE ${source})
  endif()
  if(NOT EXISTS ${source}/package/package.json)
    file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${source})
  endif()
  set(${name}_SOURCE ${source}/package PARENT_SCOPE)
endfunction()
