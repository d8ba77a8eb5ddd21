#ifndef LEHR_SERVER_STORE_USER_SWEEPS_H_
#define LEHR_SERVER_STORE_USER_SWEEPS_H_

#include <cstdint>
#include <string_view>

#include "server/store/database.h"

namespace lehr::server {

// How many of the user's sweeps are not finished.
std::int64_t CountRunningSweepsOf(Database& database, std::string_view user);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_USER_SWEEPS_H_
