#ifndef LEHR_SERVER_CORE_RESULT_HASH_H_
#define LEHR_SERVER_CORE_RESULT_HASH_H_

#include <string>
#include <string_view>
#include <vector>

#include "lehr/v1/observable.pb.h"

namespace lehr::server {

// SHA-256 of what a measurement gave: its observables, bit by bit, and the hash
// of its curve (empty if there is none). All values that are not a number are
// the same, and an error that is not a number is none, as the database has it.
std::string ResultHash(const std::vector<v1::Observable>& observables,
                       std::string_view curve_sha256);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_RESULT_HASH_H_
