#ifndef LEHR_SERVER_STORE_TOKEN_TABLE_H_
#define LEHR_SERVER_STORE_TOKEN_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "server/store/database.h"

namespace lehr::server {

// TokenRow is a row of `tokens`.
struct TokenRow {
  std::int64_t id = 0;  // 0 before it is written
  std::string sha256;
  std::string role;
  std::string name;
  absl::Time created;
  std::string created_by;
  std::optional<absl::Time> expires;
  std::optional<absl::Time> revoked;
};

// Returns its number.
std::int64_t InsertToken(Database& database, const TokenRow& token);

// False if there is none. A token that was revoked keeps its time.
bool RevokeToken(Database& database, std::int64_t token_id, absl::Time now);

// All, newest first.
std::vector<TokenRow> AllTokens(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_TOKEN_TABLE_H_
