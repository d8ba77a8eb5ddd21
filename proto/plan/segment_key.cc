#include "proto/plan/segment_key.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "proto/support/sha256.h"
#include "proto/support/version.h"

namespace lehr::plan {
namespace {

// The encoding is that of README.md.

// Raised when the encoding changes; then no old key is found again.
constexpr std::string_view kDomain = "lehr.segment.v1";

// A field number of law.proto.
using Field = std::uint8_t;

class Encoder {
 public:
  void Integer(Field field, std::int64_t value) {
    Tag(field);
    BigEndian(static_cast<std::uint64_t>(value));
  }
  void Double(Field field, double value) {
    Tag(field);
    if (value == 0) value = 0;  // -0
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    BigEndian(std::bit_cast<std::uint64_t>(value));
  }
  void Bytes(Field field, std::string_view bytes) {
    Tag(field);
    Raw(bytes);
  }
  // Writes the message with the function below for its type.
  template <typename Message>
  void Nested(Field field, const Message& message) {
    Tag(field);
    Write(message, this);
    Tag(0);
  }
  void Raw(std::string_view bytes) {
    BigEndian(bytes.size());
    out_.append(bytes);
  }
  void Tag(Field field) { out_.push_back(static_cast<char>(field)); }
  void BigEndian(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out_.push_back(static_cast<char>((value >> shift) & 0xff));
    }
  }

  const std::string& out() const { return out_; }

 private:
  std::string out_;
};

void Write(const v1::MeasuredReference& reference, Encoder* out) {
  out->Bytes(1, reference.segment_key());
  out->Bytes(2, reference.observable());
}

void Write(const v1::Number& number, Encoder* out) {
  out->Double(1, number.value());
  if (number.has_reference()) out->Nested(2, number.reference());
}

void Write(const v1::Counts& counts, Encoder* out) {
  out->Integer(1, counts.x());
  out->Integer(2, counts.y());
  out->Integer(3, counts.z());
}

void Write(const v1::CreateLaw& law, Encoder* out) {
  out->Integer(1, law.lattice());
  out->Nested(2, law.cells());
  out->Double(3, law.lattice_constant_angstrom());
  for (const std::string& element : law.elements()) out->Bytes(4, element);
  for (const std::int64_t count : law.counts()) out->Integer(5, count);
  out->Integer(6, std::bit_cast<std::int64_t>(law.seed()));
}

void Write(const v1::VelocitiesLaw& law, Encoder* out) {
  out->Double(1, law.temperature_kelvin());
  out->Integer(2, std::bit_cast<std::int64_t>(law.seed()));
}

void Write(const v1::ReplicateLaw& law, Encoder* out) {
  out->Nested(1, law.counts());
}

void Write(const v1::SurfaceLaw& law, Encoder* out) {
  out->Integer(1, law.axis());
}

void Write(const v1::MinimizeLaw& law, Encoder* out) {
  out->Double(1, law.force_tolerance_ev_per_angstrom());
  out->Integer(2, law.relax_box() ? 1 : 0);
  // Not written for our own engine: laws older than the choice have its keys.
  if (law.lammps_numerics() != 0) out->Integer(3, law.lammps_numerics());
}

void Write(const v1::TemperatureLaw& law, Encoder* out) {
  out->Double(1, law.start_kelvin());
  out->Double(2, law.rate_kelvin_per_ps());
  out->Double(3, law.relaxation_time_ps());
  out->Integer(4, law.chain_length());
}

void Write(const v1::FixedAxis&, Encoder*) {}

void Write(const v1::FreeAxis&, Encoder*) {}

void Write(const v1::StressAxis& axis, Encoder* out) {
  out->Nested(1, axis.start_gpa());
  out->Nested(2, axis.rate_gpa_per_ps());
}

void Write(const v1::RateAxis& axis, Encoder* out) {
  out->Double(1, axis.rate_per_ps());
  out->Integer(2, axis.measure());
}

void Write(const v1::AxisLaw& law, Encoder* out) {
  switch (law.mode_case()) {
    case v1::AxisLaw::kFixed:
      return out->Nested(1, law.fixed());
    case v1::AxisLaw::kFree:
      return out->Nested(2, law.free());
    case v1::AxisLaw::kStress:
      return out->Nested(3, law.stress());
    case v1::AxisLaw::kRate:
      return out->Nested(4, law.rate());
    case v1::AxisLaw::MODE_NOT_SET:
      return;
  }
}

void Write(const v1::ShearLaw& law, Encoder* out) {
  out->Integer(1, law.plane());
  out->Double(2, law.rate_per_ps());
}

void Write(const v1::DynamicsLaw& law, Encoder* out) {
  out->Double(1, law.time_step_fs());
  if (law.has_temperature()) out->Nested(2, law.temperature());
  out->Nested(3, law.x());
  out->Nested(4, law.y());
  out->Nested(5, law.z());
  out->Integer(6, law.coupling());
  out->Double(7, law.barostat_time_ps());
  out->Integer(8, law.barostat_chain_length());
  out->Double(9, law.barostat_drag_per_ps());
  if (law.has_shear()) out->Nested(10, law.shear());
  // Not written for the true stress: laws older than the choice have its keys.
  if (law.stress_measure() == v1::STRESS_MEASURE_REFERENCE) {
    out->Integer(11, law.stress_measure());
  }
  // The same for the precision.
  if (law.precision() != v1::PRECISION_UNSPECIFIED &&
      law.precision() != v1::PRECISION_REFERENCE) {
    out->Integer(12, law.precision());
  }
  // And for the engine.
  if (law.lammps_numerics() != 0) out->Integer(13, law.lammps_numerics());
}

void Write(const v1::Law& law, Encoder* out) {
  switch (law.kind_case()) {
    case v1::Law::kCreate:
      return out->Nested(1, law.create());
    case v1::Law::kVelocities:
      return out->Nested(2, law.velocities());
    case v1::Law::kReplicate:
      return out->Nested(3, law.replicate());
    case v1::Law::kSurface:
      return out->Nested(4, law.surface());
    case v1::Law::kMinimize:
      return out->Nested(5, law.minimize());
    case v1::Law::kDynamics:
      return out->Nested(6, law.dynamics());
    case v1::Law::KIND_NOT_SET:
      return;
  }
}

void Write(const v1::EnergyMeasurement& energy, Encoder* out) {
  out->Nested(1, energy.dynamics());
  out->Integer(2, energy.settle_steps());
  out->Integer(3, energy.steps());
  out->Double(4, energy.force_tolerance_ev_per_angstrom());
}

void Write(const v1::ElasticMeasurement& elastic, Encoder* out) {
  out->Double(1, elastic.strain());
  out->Double(2, elastic.force_tolerance_ev_per_angstrom());
}

void Write(const v1::StressStrainMeasurement& curve, Encoder* out) {
  out->Integer(1, curve.axis());
  out->Double(2, curve.smoothing_strain());
  out->Double(3, curve.yield_window_strain());
  out->Double(4, curve.flow_from_strain());
  out->Double(5, curve.flow_to_strain());
}

void Write(const v1::ModulusMeasurement& modulus, Encoder* out) {
  out->Integer(1, modulus.axis());
  out->Integer(2, modulus.shear());
  out->Double(3, modulus.to_strain());
}

void Write(const v1::GlassTransitionMeasurement& glass, Encoder* out) {
  out->Integer(1, glass.segments());
  out->Double(2, glass.bin_kelvin());
  out->Double(3, glass.glass_from_kelvin());
  out->Double(4, glass.glass_to_kelvin());
  out->Double(5, glass.liquid_from_kelvin());
  out->Double(6, glass.liquid_to_kelvin());
}

void Write(const v1::CreepMeasurement& creep, Encoder* out) {
  out->Integer(1, creep.before_segments());
  out->Integer(2, creep.load_segments());
  out->Integer(3, creep.hold_segments());
  out->Integer(4, creep.unload_segments());
  out->Integer(5, creep.relax_segments());
  out->Double(6, creep.reference_ps());
  out->Double(7, creep.elastic_ps());
  out->Double(8, creep.fit_from());
}

void Write(const v1::ReplicaOverlapMeasurement& overlap, Encoder* out) {
  out->Nested(1, overlap.counts());
  out->Double(2, overlap.threshold_angstrom());
}

void Write(const v1::ElementRadius& radius, Encoder* out) {
  out->Bytes(1, radius.element());
  out->Double(2, radius.radius_angstrom());
}

void Write(const v1::StructureMeasurement& structure, Encoder* out) {
  for (const v1::ElementRadius& radius : structure.radii()) {
    out->Nested(1, radius);
  }
  out->Double(2, structure.face_area_rel());
  out->Double(3, structure.edge_abs_angstrom());
  out->Integer(4, structure.configuration());
  out->Integer(5, structure.rank());
  out->Bytes(6, structure.classes_table());
  out->Double(7, structure.surface_margin_angstrom());
  out->Double(8, structure.force_tolerance_ev_per_angstrom());
}

void Write(const v1::PairDistributionMeasurement& pairs, Encoder* out) {
  out->Double(1, pairs.range_angstrom());
  out->Double(2, pairs.bin_angstrom());
  out->Integer(3, pairs.configuration());
  out->Double(4, pairs.force_tolerance_ev_per_angstrom());
}

void Write(const v1::StructureFactorMeasurement& factor, Encoder* out) {
  out->Double(1, factor.q_max_per_angstrom());
  out->Double(2, factor.q_step_per_angstrom());
  out->Double(3, factor.range_angstrom());
  out->Double(4, factor.bin_angstrom());
  out->Integer(5, factor.configuration());
  out->Double(6, factor.force_tolerance_ev_per_angstrom());
}

void Write(const v1::LocalStrainMeasurement& strain, Encoder* out) {
  out->Integer(1, strain.reference_segments_back());
  out->Double(2, strain.cutoff_angstrom());
  out->Double(3, strain.threshold());
  out->Integer(4, strain.configuration());
  out->Double(5, strain.force_tolerance_ev_per_angstrom());
}

void Write(const v1::Measurement& measurement, Encoder* out) {
  switch (measurement.kind_case()) {
    case v1::Measurement::kEnergy:
      return out->Nested(1, measurement.energy());
    case v1::Measurement::kElastic:
      return out->Nested(2, measurement.elastic());
    case v1::Measurement::kStressStrain:
      return out->Nested(3, measurement.stress_strain());
    case v1::Measurement::kModulus:
      return out->Nested(4, measurement.modulus());
    case v1::Measurement::kGlassTransition:
      return out->Nested(5, measurement.glass_transition());
    case v1::Measurement::kCreep:
      return out->Nested(6, measurement.creep());
    case v1::Measurement::kReplicaOverlap:
      return out->Nested(7, measurement.replica_overlap());
    case v1::Measurement::kStructure:
      return out->Nested(8, measurement.structure());
    case v1::Measurement::kPairDistribution:
      return out->Nested(9, measurement.pair_distribution());
    case v1::Measurement::kStructureFactor:
      return out->Nested(10, measurement.structure_factor());
    case v1::Measurement::kLocalStrain:
      return out->Nested(11, measurement.local_strain());
    case v1::Measurement::KIND_NOT_SET:
      return;
  }
}

void Write(const v1::Advance& advance, Encoder* out) {
  out->Nested(1, advance.law());
  out->Integer(2, advance.steps());
}

void Write(const v1::Work& work, Encoder* out) {
  switch (work.kind_case()) {
    case v1::Work::kAdvance:
      return out->Nested(1, work.advance());
    case v1::Work::kMeasurement:
      return out->Nested(2, work.measurement());
    case v1::Work::KIND_NOT_SET:
      return;
  }
}

}  // namespace

std::string EncodeSegment(std::string_view parent_key,
                          std::string_view potential_sha256,
                          const v1::Work& work) {
  Encoder encoder;
  encoder.Raw(kDomain);
  encoder.BigEndian(kNumericsVersion);
  encoder.Raw(potential_sha256);
  encoder.Raw(parent_key);
  Write(work, &encoder);
  return encoder.out();
}

std::string SegmentKey(std::string_view parent_key,
                       std::string_view potential_sha256,
                       const v1::Work& work) {
  return Sha256Of(EncodeSegment(parent_key, potential_sha256, work));
}

}  // namespace lehr::plan
