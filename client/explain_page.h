#ifndef LEHR_CLIENT_EXPLAIN_PAGE_H_
#define LEHR_CLIENT_EXPLAIN_PAGE_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// Why a point or a segment is where it is, for people.
std::string ExplainPage(const v1::ExplainResponse& explanation);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_EXPLAIN_PAGE_H_
