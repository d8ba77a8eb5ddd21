#ifndef LEHR_SERVER_WEB_ASSETS_H_
#define LEHR_SERVER_WEB_ASSETS_H_

#include <string_view>
#include <vector>

namespace lehr::server {

// An Asset is a file of the page, packed into the program.
struct Asset {
  std::string_view path;  // "/style.css"; "/" is the page
  std::string_view type;  // of its content
  std::string_view bytes;
};

const std::vector<Asset>& Assets();

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_ASSETS_H_
