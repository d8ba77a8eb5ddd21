#include "proto/plan/point_count.h"

#include <memory>

#include "proto/plan/programme.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

std::int64_t CountPoints(const v1::SweepSpec& spec) {
  Violations violations;
  const v1::SweepSpec whole = WithTreatment(spec);  // outlives the programme
  const std::unique_ptr<Programme> programme =
      ReadProgramme(whole, &violations);
  return programme == nullptr ? 0 : programme->points;
}

}  // namespace lehr::plan
