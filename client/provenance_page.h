#ifndef LEHR_CLIENT_PROVENANCE_PAGE_H_
#define LEHR_CLIENT_PROVENANCE_PAGE_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// All that led to a point's numbers, for people: the point, its potential and
// programs; each step with its law in resolved numbers, its key and who made it
// when; the numbers; and how to compute them again.
std::string ProvenancePage(const v1::GetProvenanceResponse& provenance);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PROVENANCE_PAGE_H_
