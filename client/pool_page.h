#ifndef LEHR_CLIENT_POOL_PAGE_H_
#define LEHR_CLIENT_POOL_PAGE_H_

#include <string>

#include "lehr/v1/pool_service.pb.h"

namespace lehr::client {

// All about a pool, for people.
std::string PoolPage(const v1::Pool& pool);

// A row for each pool.
std::string PoolsTable(const v1::ListPoolsResponse& pools);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_POOL_PAGE_H_
