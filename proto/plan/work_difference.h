#ifndef LEHR_PROTO_PLAN_WORK_DIFFERENCE_H_
#define LEHR_PROTO_PLAN_WORK_DIFFERENCE_H_

#include <string>
#include <vector>

#include "lehr/v1/law.pb.h"

namespace lehr::plan {

// A WorkDifference is a field in which two pieces of work are not alike, for
// people.
struct WorkDifference {
  std::string field;  // "cooling rate [K/s]"
  std::string here;   // "1e+12"
  std::string there;
};

// The fields in which the two are not alike, in the order of law.proto. Empty
// if and only if both have one encoding in a key (segment_key.h): what is
// written in two ways but means the same is no difference.
std::vector<WorkDifference> DifferencesOf(const v1::Work& here,
                                          const v1::Work& there);

// What sort of work it is: "create", "dynamics", "energy". Only work of one
// sort is worth comparing.
std::string SortOf(const v1::Work& work);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_WORK_DIFFERENCE_H_
