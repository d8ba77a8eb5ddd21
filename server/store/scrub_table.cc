#include "server/store/scrub_table.h"

#include "proto/support/sha256.h"

namespace lehr::server {

ScrubPosition LoadScrubPosition(Database& database) {
  Statement row = database.Query("SELECT position, begun_us FROM scrub");
  if (row.Step()) return {.sha256 = row.Bytes(0), .begun = row.Time(1)};
  return {.sha256 = std::string(kSha256Bytes, '\0'),
          .begun = absl::UnixEpoch()};
}

void StoreScrubPosition(Database& database, const ScrubPosition& position) {
  database.Run(R"sql(
      INSERT INTO scrub (only_row, position, begun_us)
      VALUES (1, ?1, ?2)
      ON CONFLICT (only_row) DO UPDATE
      SET position = excluded.position, begun_us = excluded.begun_us)sql",
               Blob{position.sha256}, position.begun);
}

}  // namespace lehr::server
