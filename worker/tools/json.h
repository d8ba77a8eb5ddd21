#ifndef LEHR_WORKER_TOOLS_JSON_H_
#define LEHR_WORKER_TOOLS_JSON_H_

#include <string>

#include <nlohmann/json.hpp>

namespace lehr::worker {

using Json = nlohmann::ordered_json;

// JSON text with a line feed. Doubles have as many digits as it takes to read
// the same double back; bytes that are not UTF-8 are replaced.
inline std::string Dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_JSON_H_
