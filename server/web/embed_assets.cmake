# Writes OUTPUT, a C++ file that has the files of ASSETS in it: the table of
# assets.h.

set(arrays "")
set(rows "")
set(i 0)
foreach(asset IN LISTS ASSETS)
  get_filename_component(name ${asset} NAME)
  get_filename_component(extension ${asset} LAST_EXT)
  if(extension STREQUAL ".html")
    set(type "text/html; charset=utf-8")
  elseif(extension STREQUAL ".js")
    set(type "text/javascript; charset=utf-8")
  elseif(extension STREQUAL ".css")
    set(type "text/css; charset=utf-8")
  elseif(extension STREQUAL ".svg")
    set(type "image/svg+xml")
  elseif(name STREQUAL "LICENSE")
    set(name "licenses")
    set(type "text/plain; charset=utf-8")
  else()
    message(FATAL_ERROR "${asset}: of which type is it?")
  endif()
  if(name STREQUAL "index.html")
    set(name "")
  endif()
  file(READ ${asset} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char kBytes${i}[] = {${bytes}};\n")
  string(APPEND rows "      {\"/${name}\", \"${type}\", Text(kBytes${i})},\n")
  math(EXPR i "${i} + 1")
endforeach()

file(WRITE ${OUTPUT} "#include \"server/web/assets.h\"

#include <cstddef>

namespace lehr::server {
namespace {

${arrays}
template <std::size_t N>
std::string_view Text(const unsigned char (&bytes)[N]) {
  return {reinterpret_cast<const char*>(bytes), N};
}

}  // namespace

const std::vector<Asset>& Assets() {
  static const auto* const kAssets = new std::vector<Asset>{
${rows}  };
  return *kAssets;
}

}  // namespace lehr::server
")
