#ifndef LEHR_SERVER_COORDINATOR_PAGE_TOKEN_H_
#define LEHR_SERVER_COORDINATOR_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>

namespace lehr::server {

// A page token is the number where the next page begins; empty is `first`.
// INVALID_ARGUMENT for anything else.
absl::StatusOr<std::int64_t> ReadPageToken(const std::string& token,
                                           std::int64_t first);

// The size that was asked for, `usual` if it is 0, at most `most`.
// INVALID_ARGUMENT if it is negative.
absl::StatusOr<int> ReadPageSize(int asked, int usual, int most);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_PAGE_TOKEN_H_
