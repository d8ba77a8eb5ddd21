#ifndef LEHR_PROTO_PLAN_PROGRAMME_H_
#define LEHR_PROTO_PLAN_PROGRAMME_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/points.h"
#include "proto/plan/references.h"
#include "proto/plan/stage_node.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// A treatment as it was read.
struct TreatmentProgramme {
  std::string name;
  ParameterGrid grid;  // of its own parameters
  // Names of all parameters: the sweep's, then its own.
  std::vector<std::string> parameters;
  std::vector<StageNode> stages;
  std::vector<StageNode> test;
};

// A Programme is a whole sweep as it was read: what all its points do.
struct Programme {
  ParameterGrid grid;  // of the sweep's parameters
  std::vector<StageNode> sample;
  std::vector<TreatmentProgramme> treatments;
  ReferenceTable references;
  int replicas = 1;
  // Index of the treatment to which energies are compared; -1 if none.
  int baseline = -1;
  std::int64_t points = 0;  // number of points
};

// `spec` with the treatment that stands for none.
v1::SweepSpec WithTreatment(const v1::SweepSpec& spec);

// Reads `spec`, which must have a treatment and must outlive the programme.
// Adds to `violations` what is wrong with it whatever the point. Null if points
// cannot be walked through, because there are too many or they wait for each
// other; that is among the violations.
std::unique_ptr<Programme> ReadProgramme(const v1::SweepSpec& spec,
                                         Violations* violations);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_PROGRAMME_H_
