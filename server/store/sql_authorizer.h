#ifndef LEHR_SERVER_STORE_SQL_AUTHORIZER_H_
#define LEHR_SERVER_STORE_SQL_AUTHORIZER_H_

#include <string>

struct sqlite3;

namespace lehr::server {

// SqlAuthorizer lets a connection prepare statements that read, and nothing
// else, as long as it lives. Not for several threads.
class SqlAuthorizer {
 public:
  explicit SqlAuthorizer(sqlite3* connection);
  ~SqlAuthorizer();
  SqlAuthorizer(const SqlAuthorizer&) = delete;
  SqlAuthorizer& operator=(const SqlAuthorizer&) = delete;

  // What was refused first, for people: `DELETE of "sweeps"`; empty if nothing
  // was.
  const std::string& refused() const { return refused_; }

 private:
  static int Decide(void* self, int action, const char* first,
                    const char* second, const char* schema, const char* cause);

  sqlite3* connection_;
  std::string refused_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SQL_AUTHORIZER_H_
