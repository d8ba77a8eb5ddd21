#include "server/coordinator/page_token.h"

#include <algorithm>

#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

namespace lehr::server {

absl::StatusOr<std::int64_t> ReadPageToken(const std::string& token,
                                           std::int64_t first) {
  if (token.empty()) return first;
  std::int64_t value = 0;
  if (!absl::SimpleAtoi(token, &value) || value < 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "page_token: expected one that an answer had, found \"%s\"", token));
  }
  return value;
}

absl::StatusOr<int> ReadPageSize(int asked, int usual, int most) {
  if (asked < 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("page_size: expected at least 0, found %d", asked));
  }
  return std::min(asked == 0 ? usual : asked, most);
}

}  // namespace lehr::server
