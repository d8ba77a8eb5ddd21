#include "server/core/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace lehr::server {
namespace {

// Sizes that are measured. Below 500 atoms the box is too small for most
// potentials; above 32,000, where the caches of one core no longer hold the
// atoms, speed hardly depends on the size.
constexpr std::array<std::int64_t, 4> kSizes = {500, 2000, 8000, 32000};

const v1::CreateLaw* FindCreate(const plan::Plan& plan) {
  for (const plan::PlannedSegment& segment : plan.segments) {
    const v1::Law& law = segment.work.advance().law();
    if (law.has_create()) return &law.create();
  }
  return nullptr;
}

bool IsFast(const plan::PlannedSegment& segment) {
  const v1::Work& work = segment.work;
  const v1::DynamicsLaw& law = work.has_measurement()
                                   ? work.measurement().energy().dynamics()
                                   : work.advance().law().dynamics();
  return law.precision() == v1::PRECISION_FAST;
}

// Of a face-centered cubic lattice with this one's density: it has 4 atoms a
// cell, a body-centered one 2.
double FccConstant(const v1::CreateLaw& create) {
  const double constant = create.lattice_constant_angstrom();
  return create.lattice() == v1::LATTICE_BCC ? std::cbrt(2) * constant
                                             : constant;
}

// The sizes from the last that is not above the smallest system to the first
// that is not below the largest.
void AddSizes(const plan::Plan& plan, v1::CalibrationWanted* wanted) {
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
  std::int64_t largest = 0;
  for (const plan::PlannedSegment& segment : plan.segments) {
    if (segment.steps == 0) continue;
    smallest = std::min(smallest, segment.atoms);
    largest = std::max(largest, segment.atoms);
  }
  for (std::size_t i = 0; i < kSizes.size(); ++i) {
    const bool below = i + 1 < kSizes.size() && kSizes[i + 1] <= smallest;
    const bool above = i > 0 && kSizes[i - 1] >= largest;
    if (!below && !above) wanted->add_atoms(kSizes[i]);
  }
}

}  // namespace

std::optional<v1::CalibrationWanted> CalibrationOf(const v1::SweepSpec& spec,
                                                   const plan::Plan& plan) {
  const v1::CreateLaw* const create = FindCreate(plan);
  if (create == nullptr) return std::nullopt;
  double atoms = 0;
  for (const std::int64_t count : create->counts()) {
    atoms += static_cast<double>(count);
  }
  v1::CalibrationWanted wanted;
  wanted.set_potential_sha256(spec.material().potential().sha256());
  wanted.set_potential_name(spec.material().potential().name());
  for (int k = 0; k < create->elements_size(); ++k) {
    wanted.add_elements(create->elements(k));
    wanted.add_fractions(static_cast<double>(create->counts(k)) / atoms);
  }
  wanted.set_lattice_constant_angstrom(FccConstant(*create));
  AddSizes(plan, &wanted);
  if (wanted.atoms().empty()) return std::nullopt;
  wanted.set_precision(
      std::any_of(plan.segments.begin(), plan.segments.end(), IsFast)
          ? v1::PRECISION_FAST
          : v1::PRECISION_REFERENCE);
  return wanted;
}

}  // namespace lehr::server
