#ifndef LEHR_PROTO_PLAN_CURVES_READ_H_
#define LEHR_PROTO_PLAN_CURVES_READ_H_

#include "lehr/v1/law.pb.h"

namespace lehr::plan {

// Most curves that a measurement may read: a worker has them all at once.
inline constexpr int kMostCurves = 100;

// How many curves a measurement reads: those of the last so many segments that
// lead to its state. 0 for measurements of the state alone.
int CurvesRead(const v1::Measurement& measurement);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_CURVES_READ_H_
