#include "proto/plan/curves_read.h"

namespace lehr::plan {

int CurvesRead(const v1::Measurement& measurement) {
  switch (measurement.kind_case()) {
    case v1::Measurement::kStressStrain:
    case v1::Measurement::kModulus:
      return 1;
    case v1::Measurement::kGlassTransition:
      return measurement.glass_transition().segments();
    case v1::Measurement::kCreep: {
      const v1::CreepMeasurement& creep = measurement.creep();
      return creep.before_segments() + creep.load_segments() +
             creep.hold_segments() + creep.unload_segments() +
             creep.relax_segments();
    }
    case v1::Measurement::kEnergy:
    case v1::Measurement::kElastic:
    case v1::Measurement::kReplicaOverlap:
    case v1::Measurement::kStructure:
    case v1::Measurement::kPairDistribution:
    case v1::Measurement::kStructureFactor:
    case v1::Measurement::kLocalStrain:
    case v1::Measurement::KIND_NOT_SET:
      return 0;
  }
  return 0;
}

}  // namespace lehr::plan
