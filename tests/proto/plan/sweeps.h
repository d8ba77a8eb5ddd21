#ifndef LEHR_TESTS_PROTO_PLAN_SWEEPS_H_
#define LEHR_TESTS_PROTO_PLAN_SWEEPS_H_

#include <string>

#include <absl/status/statusor.h>

#include "lehr/v1/sweep.pb.h"
#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"

namespace lehr::plan {

// A sweep in protobuf's text format. Name and material (Cu64Zr36) need not be
// written.
v1::SweepSpec ParseSweep(const std::string& text);

// A sample of 864 atoms at 300 K, in text format: create, hold at 2000 K, ramp
// to 300 K at 100 K/ps.
extern const char kSample[];

// The plan of a sweep in text format, which must be valid.
Plan PlanOf(const std::string& text);

// What is wrong with a sweep: the violations in the status' detail.
v1::SpecViolations ViolationsOf(const v1::SweepSpec& spec);
v1::SpecViolations ViolationsOf(const std::string& text);

// `spec` with the values of one point only, and the treatment "as_cast".
v1::SweepSpec OnlyPoint(const v1::SweepSpec& spec, const PlannedPoint& point);

// The law of an advancing segment.
const v1::Law& LawOf(const PlannedSegment& segment);
const v1::DynamicsLaw& DynamicsOf(const PlannedSegment& segment);

// The segment with this label, which must exist once.
const PlannedSegment& SegmentAt(const Plan& plan, const std::string& label);

}  // namespace lehr::plan

#endif  // LEHR_TESTS_PROTO_PLAN_SWEEPS_H_
