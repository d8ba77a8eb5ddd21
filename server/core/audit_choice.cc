#include "server/core/audit_choice.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace lehr::server {

bool IsAudited(std::string_view physical_key, double fraction) {
  if (fraction <= 0) return false;
  // The key is a SHA-256: any of its bytes are evenly distributed. 53 bits are
  // exact in a double.
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8 && i < physical_key.size(); ++i) {
    bits = (bits << 8) | static_cast<unsigned char>(physical_key[i]);
  }
  return std::ldexp(static_cast<double>(bits >> 11), -53) < fraction;
}

}  // namespace lehr::server
