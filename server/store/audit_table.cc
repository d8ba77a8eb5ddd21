#include "server/store/audit_table.h"

namespace lehr::server {

void InsertAuditRow(Database& database, const AuditRow& entry) {
  database.Run(R"sql(
      INSERT INTO audit_log (at_us, name, role, peer, rpc, subject, code,
                             message)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))sql",
               entry.at, entry.name, entry.role, entry.peer, entry.rpc,
               entry.subject, entry.code, entry.message);
}

void RemoveOldAuditRows(Database& database, absl::Time since,
                        std::int64_t most) {
  database.Run(R"sql(
      DELETE FROM audit_log
      WHERE at_us < ?1
         OR audit_id <= (SELECT max(audit_id) FROM audit_log) - ?2)sql",
               since, most);
}

std::vector<AuditRow> AuditRowsSince(Database& database, absl::Time since,
                                     std::int64_t before, int limit) {
  std::vector<AuditRow> entries;
  Statement row = database.Query(R"sql(
      SELECT audit_id, at_us, name, role, peer, rpc, subject, code, message
      FROM audit_log WHERE at_us >= ?1 AND audit_id < ?2
      ORDER BY audit_id DESC LIMIT ?3)sql",
                                 since, before, limit);
  while (row.Step()) {
    entries.push_back({.id = row.Int(0),
                       .at = row.Time(1),
                       .name = row.Text(2),
                       .role = row.Text(3),
                       .peer = row.Text(4),
                       .rpc = row.Text(5),
                       .subject = row.Text(6),
                       .code = row.Text(7),
                       .message = row.Text(8)});
  }
  return entries;
}

}  // namespace lehr::server
