#ifndef LEHR_SERVER_STORE_DATABASE_CHECK_H_
#define LEHR_SERVER_STORE_DATABASE_CHECK_H_

#include <atomic>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "server/store/database.h"

namespace lehr::server {

// What is compared.
enum class Thoroughness {
  kQuick,  // the structure of all pages
  kFull,   // and every index with its table
};

// While it lives, statements of the database end with an error soon after
// `cancelled` became true.
class Interruption {
 public:
  Interruption(Database* database, const std::atomic<bool>* cancelled);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  Interruption(Interruption&&) = delete;
  Interruption& operator=(Interruption&&) = delete;

 private:
  Database& database_;
};

// What SQLite finds wrong with the file, at most 100 findings; none if it is
// whole.
absl::StatusOr<std::vector<std::string>> FindDamage(Database& database,
                                                    Thoroughness thoroughness);

// Rows that refer to none: "segments 12 -> artifacts", at most 100.
absl::StatusOr<std::vector<std::string>> FindBrokenReferences(
    Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_DATABASE_CHECK_H_
