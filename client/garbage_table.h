#ifndef LEHR_CLIENT_GARBAGE_TABLE_H_
#define LEHR_CLIENT_GARBAGE_TABLE_H_

#include <string>

#include "lehr/v1/admin_service.pb.h"

namespace lehr::client {

// What a garbage collection has removed, or would (`dry_run`), and what stays.
std::string GarbageText(const v1::CollectGarbageResponse& garbage,
                        bool dry_run);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_GARBAGE_TABLE_H_
