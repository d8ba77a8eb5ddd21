#ifndef LEHR_SERVER_STORE_AUDIT_TABLE_H_
#define LEHR_SERVER_STORE_AUDIT_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "server/store/database.h"

namespace lehr::server {

// AuditRow is a row of `audit_log`.
struct AuditRow {
  std::int64_t id = 0;  // 0 before it is written
  absl::Time at;
  std::string name;
  std::string role;
  std::string peer;
  std::string rpc;
  std::string subject;
  std::string code;
  std::string message;
};

void InsertAuditRow(Database& database, const AuditRow& entry);

// Removes what is older than `since`, and all but the newest `most`.
void RemoveOldAuditRows(Database& database, absl::Time since,
                        std::int64_t most);

// Those from `since` on with a number below `before`, newest first, at most
// `limit`.
std::vector<AuditRow> AuditRowsSince(Database& database, absl::Time since,
                                     std::int64_t before, int limit);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_AUDIT_TABLE_H_
