#ifndef LEHR_CLIENT_ATTEMPT_TEXT_H_
#define LEHR_CLIENT_ATTEMPT_TEXT_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A line on an attempt, with its line feed: "  attempt 2  FAILED by node1:7
// (lehr-worker 0.4.0, avx512, 8 threads), 2027-04-02 11:14: no neighbors".
std::string AttemptText(const v1::Attempt& attempt);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_ATTEMPT_TEXT_H_
