#ifndef LEHR_CLIENT_FAILURES_PAGE_H_
#define LEHR_CLIENT_FAILURES_PAGE_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// What failed in a sweep, group by group, as lines for people.
std::string FailuresText(const v1::ListFailuresResponse& failures);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_FAILURES_PAGE_H_
