#ifndef LEHR_CLIENT_DIVERGENCE_TABLE_H_
#define LEHR_CLIENT_DIVERGENCE_TABLE_H_

#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A table of a segment's second, different results: whose, which hash, and
// whose and which hash is kept. Hashes are whole, to be compared.
std::string DivergencesText(const v1::Segment& segment);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_DIVERGENCE_TABLE_H_
