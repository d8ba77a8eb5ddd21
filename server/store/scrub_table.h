#ifndef LEHR_SERVER_STORE_SCRUB_TABLE_H_
#define LEHR_SERVER_STORE_SCRUB_TABLE_H_

#include <string>

#include <absl/time/time.h>

#include "server/store/database.h"

namespace lehr::server {

// The row of `scrub`: how far the files have been read again.
struct ScrubPosition {
  std::string sha256;  // read last; zeros at the beginning
  absl::Time begun;    // when at the beginning
};

// At the beginning since ever, if nothing was stored.
ScrubPosition LoadScrubPosition(Database& database);
void StoreScrubPosition(Database& database, const ScrubPosition& position);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SCRUB_TABLE_H_
