#include "server/core/result_hash.h"

#include <cmath>
#include <limits>

#include "proto/support/sha256.h"

namespace lehr::server {

std::string ResultHash(const std::vector<v1::Observable>& observables,
                       std::string_view curve_sha256) {
  v1::Observable normal;
  Sha256 hash;
  for (const v1::Observable& observable : observables) {
    normal = observable;
    if (std::isnan(normal.value())) {
      normal.set_value(std::numeric_limits<double>::quiet_NaN());
    }
    if (std::isnan(normal.standard_error())) normal.clear_standard_error();
    // One message begins where the one before ends: hashed one by one.
    hash.Update(Sha256Of(normal.SerializeAsString()));
  }
  hash.Update(curve_sha256);
  return hash.Finish();
}

}  // namespace lehr::server
