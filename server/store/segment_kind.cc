#include "server/store/segment_kind.h"

namespace lehr::server {

std::string_view KindOf(const v1::Work& work) {
  if (!work.has_measurement()) return "ADVANCE";
  const v1::Measurement& measurement = work.measurement();
  switch (measurement.kind_case()) {
    case v1::Measurement::kElastic:
      return "ELASTIC";
    case v1::Measurement::kStressStrain:
      return "STRESS_STRAIN";
    case v1::Measurement::kModulus:  // two kinds: a point may have both
      return measurement.modulus().shear() == v1::SHEAR_PLANE_UNSPECIFIED
                 ? "YOUNG_MODULUS"
                 : "SHEAR_MODULUS";
    case v1::Measurement::kGlassTransition:
      return "GLASS_TRANSITION";
    case v1::Measurement::kCreep:
      return "CREEP";
    case v1::Measurement::kReplicaOverlap:
      return "REPLICA_OVERLAP";
    case v1::Measurement::kStructure:
      return "STRUCTURE";
    case v1::Measurement::kPairDistribution:
      return "PAIR_DISTRIBUTION";
    case v1::Measurement::kStructureFactor:
      return "STRUCTURE_FACTOR";
    case v1::Measurement::kLocalStrain:
      return "LOCAL_STRAIN";
    case v1::Measurement::kEnergy:
    case v1::Measurement::KIND_NOT_SET:
      break;
  }
  return "ENERGY";
}

}  // namespace lehr::server
