#include "server/store/token_table.h"

namespace lehr::server {
namespace {

std::optional<absl::Time> OptionalTime(const Statement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Time(column);
}

}  // namespace

std::int64_t InsertToken(Database& database, const TokenRow& token) {
  database.Run(R"sql(
      INSERT INTO tokens (sha256, role, name, created_us, created_by,
                          expires_us, revoked_us)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql",
               Blob{token.sha256}, token.role, token.name, token.created,
               token.created_by, token.expires, token.revoked);
  return database.last_insert_id();
}

bool RevokeToken(Database& database, std::int64_t token_id, absl::Time now) {
  return database.Run(R"sql(
      UPDATE tokens SET revoked_us = coalesce(revoked_us, ?2)
      WHERE token_id = ?1)sql",
                      token_id, now) > 0;
}

std::vector<TokenRow> AllTokens(Database& database) {
  std::vector<TokenRow> tokens;
  Statement row = database.Query(R"sql(
      SELECT token_id, sha256, role, name, created_us, created_by, expires_us,
             revoked_us
      FROM tokens ORDER BY token_id DESC)sql");
  while (row.Step()) {
    tokens.push_back({.id = row.Int(0),
                      .sha256 = row.Bytes(1),
                      .role = row.Text(2),
                      .name = row.Text(3),
                      .created = row.Time(4),
                      .created_by = row.Text(5),
                      .expires = OptionalTime(row, 6),
                      .revoked = OptionalTime(row, 7)});
  }
  return tokens;
}

}  // namespace lehr::server
