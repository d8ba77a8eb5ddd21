#include "server/store/sql_authorizer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <sqlite3.h>

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

// Questions about the schema that sqlite3's users ask.
constexpr std::array<std::string_view, 5> kPragmas = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info"};

// For admins, with calls of their own.
constexpr std::array<std::string_view, 2> kSecret = {"tokens", "audit_log"};

bool MayRead(int action, const char* first) {
  switch (action) {
    case SQLITE_READ:
      return std::find(kSecret.begin(), kSecret.end(), first) == kSecret.end();
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
    case SQLITE_FUNCTION:  // load_extension() is switched off by default
      return true;
    case SQLITE_PRAGMA:
      return std::find(kPragmas.begin(), kPragmas.end(), first) !=
             kPragmas.end();
    default:
      return false;
  }
}

// What SQLite calls the action,
// https://www.sqlite.org/c3ref/c_alter_table.html.
std::string_view NameOf(int action) {
  switch (action) {
    case SQLITE_READ:
      return "SELECT";
    case SQLITE_INSERT:
      return "INSERT";
    case SQLITE_UPDATE:
      return "UPDATE";
    case SQLITE_DELETE:
      return "DELETE";
    case SQLITE_PRAGMA:
      return "PRAGMA";
    case SQLITE_ATTACH:
      return "ATTACH";
    case SQLITE_DETACH:
      return "DETACH";
    case SQLITE_ALTER_TABLE:
      return "ALTER TABLE";
    case SQLITE_ANALYZE:
      return "ANALYZE";
    case SQLITE_REINDEX:
      return "REINDEX";
    case SQLITE_SAVEPOINT:
      return "SAVEPOINT";
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_VIEW:
    case SQLITE_DROP_VTABLE:
      return "DROP";
    default:
      return "CREATE";
  }
}

}  // namespace

SqlAuthorizer::SqlAuthorizer(sqlite3* connection) : connection_(connection) {
  sqlite3_set_authorizer(connection_, &Decide, this);
}

SqlAuthorizer::~SqlAuthorizer() {
  sqlite3_set_authorizer(connection_, nullptr, nullptr);
}

int SqlAuthorizer::Decide(void* self, int action, const char* first,
                          const char* /*second*/, const char* /*schema*/,
                          const char* /*cause*/) {
  if (MayRead(action, first)) return SQLITE_OK;
  std::string& refused = static_cast<SqlAuthorizer*>(self)->refused_;
  if (!refused.empty()) return SQLITE_DENY;
  const std::string_view what = first == nullptr ? "" : first;
  if (what.starts_with("sqlite_")) {
    // CREATE and DROP begin with a change of the schema's own table.
    refused = "a change of the schema";
  } else if (action == SQLITE_TRANSACTION) {
    refused = what;  // BEGIN, COMMIT, ROLLBACK
  } else {
    refused = absl::StrFormat("%s of \"%s\"", NameOf(action), what);
  }
  return SQLITE_DENY;
}

}  // namespace lehr::server
