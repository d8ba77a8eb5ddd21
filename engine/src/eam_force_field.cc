#include "engine/src/eam_force_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/aligned_buffer.h"
#include "engine/src/fixed_point.h"
#include "engine/src/neighbor_list.h"
#include "engine/src/parted_atoms.h"
#include "engine/src/team.h"

namespace lehr::md {
namespace {

// An atom farther from the origin than this [Å] is lost: with it, differences
// of positions are no longer exact to 1e-7 Å.
constexpr double kFarthest = 1e9;

constexpr char kAxisNames[] = "xyz";

// What one part of the team finds. On cache lines of its own.
struct alignas(64) PartResult {
  double drift_squared = 0;
  std::int32_t lost_atom = -1;  // sorted index, or index before the first list
  double least_squared = 0;     // of distances
  PairTotals pairs = {};
  WideInteger embedding_energy = 0;
  std::int64_t density_overflows = 0;
  std::int32_t energy_out_of_range = -1;  // sorted index
};

class EamForceField final : public ForceField {
 public:
  EamForceField(const EamTables& tables, const EamKernels& kernels,
                std::span<const std::int32_t> species, int threads, double skin)
      : tables_(tables),
        kernels_(kernels),
        parted_(species.size(), threads),
        list_(tables.cutoff(), skin, species, parted_.parts()),
        results_(static_cast<std::size_t>(parted_.parts())),
        scratch_(static_cast<std::size_t>(parted_.parts())),
        sums_(parted_) {
    atoms_.Reserve((parted_.atoms() + 1) * kAtomFields);
    embedding_energies_.resize(parted_.atoms());
    inner_sizes_.resize(parted_.atoms());
  }

  absl::StatusOr<Interaction> Compute(const Box& box,
                                      std::span<const Vec3> positions,
                                      std::span<Vec3> forces) override;
  std::vector<double> AtomEnergies() const override;
  std::int64_t rebuilds() const override { return list_.builds(); }

 private:
  absl::Status Check(const Box& box, std::span<const Vec3> positions,
                     std::span<Vec3> forces) const;
  EamPass Pass(int part) const;

  // What the members of the team do, in this order. A barrier stands between
  // two of these unless both work on the same part's own data.
  void Evaluate(const Box& box, std::span<const Vec3> positions,
                std::span<Vec3> forces, int member, int members);
  void LoadAtoms(const Box& box, std::span<const Vec3> positions, int part);
  bool ListIsGood(const Box& box) const;
  void RebuildList(const Box& box, std::span<const Vec3> positions, int member,
                   int members);
  void PrepareSums(int part);
  void AddDensities(int part);
  void Embed(int part);
  void AddForces(int part);
  void CollectForces(std::span<Vec3> forces, int part);

  bool AnyLost() const;
  absl::StatusOr<Interaction> Collect(std::span<const Vec3> positions);
  absl::Status LostAtom(std::span<const Vec3> positions) const;
  absl::Status TooClose() const;
  absl::Status ForceOutOfRange() const;
  absl::Status EnergyOutOfRange(std::int32_t k) const;
  double DistanceSquared(std::int32_t i, std::int32_t j) const;
  std::int32_t AtomAt(std::int32_t k) const {
    return list_.order()[static_cast<std::size_t>(k)];
  }

  const EamTables& tables_;
  const EamKernels& kernels_;
  const PartedAtoms parted_;
  NeighborList list_;

  NearestImage image_ = {};
  bool tilted_ = false;
  AlignedBuffer<double> atoms_;  // [N + 1][kAtomFields], sorted
  AlignedBuffer<std::int32_t> inner_;
  std::vector<std::int32_t> inner_sizes_;   // [N]
  std::vector<double> embedding_energies_;  // [N] sorted, eV
  std::vector<PartResult> results_;
  std::vector<AlignedBuffer<unsigned char>> scratch_;  // [parts]
  PairSums<std::int64_t, kForceFields> sums_;          // in sorted order
  bool computed_ = false;
};

absl::Status EamForceField::Check(const Box& box,
                                  std::span<const Vec3> positions,
                                  std::span<Vec3> forces) const {
  if (positions.size() != parted_.atoms() || forces.size() != parted_.atoms()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "force field: expected %d atoms, found %d positions and %d forces",
        parted_.atoms(), positions.size(), forces.size()));
  }
  if (parted_.atoms() > kMostAtoms) {
    return absl::InvalidArgumentError(
        absl::StrFormat("force field: expected at most %d atoms, found %d",
                        kMostAtoms, parted_.atoms()));
  }
  for (std::size_t a = 0; a < 3; ++a) {
    const double length = box.lengths[a];
    if (!std::isfinite(length) || length <= 0 || !std::isfinite(box.tilts[a])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "box: edge %c: expected a positive length and a finite tilt, found "
          "%g Å and %g Å",
          kAxisNames[a], length, box.tilts[a]));
    }
    if (box.periodic[a] && length < 2 * tables_.cutoff()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "box: periodic edge %c is %.4f Å, expected at least %.4f Å (twice "
          "the cutoff of the potential): use more cells",
          kAxisNames[a], length, 2 * tables_.cutoff()));
    }
  }
  return absl::OkStatus();
}

EamPass EamForceField::Pass(int part) const {
  EamPass pass = {};
  pass.tables = &tables_.pairs();
  pass.image = image_;
  pass.tilted = tilted_;
  pass.dummy = static_cast<std::int32_t>(parted_.atoms());
  pass.atoms = atoms_.data();
  pass.species = list_.species().data();
  pass.rows = list_.rows().data();
  pass.row_sizes = list_.row_sizes().data();
  pass.inner = const_cast<std::int32_t*>(inner_.data());
  pass.inner_starts = list_.starts().data();
  pass.inner_sizes = const_cast<std::int32_t*>(inner_sizes_.data());
  pass.scratch = const_cast<unsigned char*>(
      scratch_[static_cast<std::size_t>(part)].data());
  return pass;
}

void EamForceField::LoadAtoms(const Box& box, std::span<const Vec3> positions,
                              int part) {
  PartResult& result = results_[static_cast<std::size_t>(part)];
  result = PartResult();
  const auto [first, last] = parted_.AtomsOf(part);
  const bool sorted = !list_.empty();
  for (std::size_t k = first; k < last; ++k) {
    const Vec3& r =
        positions[sorted ? static_cast<std::size_t>(list_.order()[k]) : k];
    // Negated, so that what is not a number is lost, too.
    if (!(std::abs(r[0]) < kFarthest && std::abs(r[1]) < kFarthest &&
          std::abs(r[2]) < kFarthest)) {
      result.lost_atom = static_cast<std::int32_t>(k);
      return;
    }
    if (!sorted) continue;
    double* atom = atoms_.data() + kAtomFields * k;
    for (std::size_t a = 0; a < 3; ++a) atom[a] = r[a];
    result.drift_squared =
        std::max(result.drift_squared, list_.DriftSquared(box, image_, k, r));
  }
}

bool EamForceField::AnyLost() const {
  return std::any_of(results_.begin(), results_.end(),
                     [](const PartResult& r) { return r.lost_atom >= 0; });
}

bool EamForceField::ListIsGood(const Box& box) const {
  double drift_squared = 0;
  for (const PartResult& result : results_) {
    drift_squared = std::max(drift_squared, result.drift_squared);
  }
  return list_.MissesNothing(box, std::sqrt(drift_squared));
}

void EamForceField::RebuildList(const Box& box, std::span<const Vec3> positions,
                                int member, int members) {
  // The others may still be asking the old list.
  TeamBarrier();
  if (member == 0) list_.Sort(box, positions);
  TeamBarrier();
  parted_.ForParts(member, members,
                   [&](int part) { list_.FindRows(kernels_, part); });
  TeamBarrier();
  if (member == 0) {
    list_.Divide();
    inner_.Reserve(list_.array_size());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    double* dummy = atoms_.data() + kAtomFields * parted_.atoms();
    dummy[0] = dummy[1] = dummy[2] = nan;
    dummy[3] = 0;
  }
  TeamBarrier();
  parted_.ForParts(member, members, [&](int part) {
    LoadAtoms(box, positions, part);
    PrepareSums(part);
  });
  TeamBarrier();
}

void EamForceField::PrepareSums(int part) {
  const auto p = static_cast<std::size_t>(part);
  scratch_[p].Reserve(kScratchBytes *
                      (static_cast<std::size_t>(list_.longest_row()) +
                       std::size_t{2} * kRowPadding));
  sums_.Prepare(part, [&](const auto& touch) {
    for (std::int32_t k = list_.bounds()[p]; k < list_.bounds()[p + 1]; ++k) {
      touch(k);
      const auto row = static_cast<std::size_t>(k);
      for (std::int32_t n = 0; n < list_.row_sizes()[row]; ++n) {
        touch(list_.rows()[row][n] & kEntryIndexMask);
      }
    }
  });
}

void EamForceField::AddDensities(int part) {
  const auto p = static_cast<std::size_t>(part);
  results_[p].least_squared =
      kernels_.add_densities(Pass(part), list_.bounds()[p],
                             list_.bounds()[p + 1], sums_.densities(part));
}

void EamForceField::Embed(int part) {
  PartResult& result = results_[static_cast<std::size_t>(part)];
  parted_.ForBlocks(
      part, [&](std::size_t first, std::size_t last, std::size_t block) {
        for (std::size_t k = first; k < last; ++k) {
          const Embedding embedding = tables_.Embed(
              list_.species()[k],
              tables_.density_scale().Value(sums_.Density(k, block)));
          atoms_[kAtomFields * k + 3] = embedding.slope;
          embedding_energies_[k] = embedding.energy;
          if (!(std::abs(embedding.energy) < kEnergyScale.limit)) {
            result.energy_out_of_range = static_cast<std::int32_t>(k);
            continue;
          }
          result.embedding_energy += kEnergyScale.Round(embedding.energy);
          if (embedding.above_table) ++result.density_overflows;
        }
      });
}

void EamForceField::AddForces(int part) {
  const auto p = static_cast<std::size_t>(part);
  kernels_.add_forces(Pass(part), list_.bounds()[p], list_.bounds()[p + 1],
                      sums_.forces(part), &results_[p].pairs);
}

void EamForceField::CollectForces(std::span<Vec3> forces, int part) {
  parted_.ForBlocks(
      part, [&](std::size_t first, std::size_t last, std::size_t block) {
        for (std::size_t k = first; k < last; ++k) {
          std::array<std::int64_t, kForceFields> sum;
          sums_.Force(k, block, sum);
          Vec3& force = forces[static_cast<std::size_t>(list_.order()[k])];
          for (std::size_t a = 0; a < 3; ++a)
            force[a] = kForceScale.Value(sum[a]);
        }
      });
}

void EamForceField::Evaluate(const Box& box, std::span<const Vec3> positions,
                             std::span<Vec3> forces, int member, int members) {
  parted_.ForParts(member, members,
                   [&](int part) { LoadAtoms(box, positions, part); });
  TeamBarrier();
  // All members see the same results and decide alike.
  if (AnyLost()) return;
  if (!ListIsGood(box)) RebuildList(box, positions, member, members);
  parted_.ForParts(member, members, [&](int part) {
    sums_.Clear(part);
    AddDensities(part);
  });
  TeamBarrier();
  parted_.ForParts(member, members, [&](int part) { Embed(part); });
  TeamBarrier();
  parted_.ForParts(member, members, [&](int part) { AddForces(part); });
  TeamBarrier();
  parted_.ForParts(member, members,
                   [&](int part) { CollectForces(forces, part); });
}

absl::StatusOr<Interaction> EamForceField::Compute(
    const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) {
  computed_ = false;
  if (absl::Status status = Check(box, positions, forces); !status.ok()) {
    return status;
  }
  image_ = NearestImageOf(box);
  tilted_ = box.tilts[0] != 0 || box.tilts[1] != 0 || box.tilts[2] != 0;
  RunTeam(parted_.parts(), [&](int member, int members) {
    Evaluate(box, positions, forces, member, members);
  });
  return Collect(positions);
}

absl::StatusOr<Interaction> EamForceField::Collect(
    std::span<const Vec3> positions) {
  if (AnyLost()) return LostAtom(positions);
  double least_squared = std::numeric_limits<double>::infinity();
  double largest_force = 0;
  WideInteger energy = 0;
  WideInteger virial[6] = {};
  Interaction interaction;
  for (const PartResult& result : results_) {
    least_squared = std::min(least_squared, result.least_squared);
    largest_force = std::max(largest_force, result.pairs.largest_force);
    energy += result.embedding_energy + result.pairs.energy;
    for (std::size_t c = 0; c < 6; ++c) virial[c] += result.pairs.virial[c];
    interaction.density_overflows += result.density_overflows;
  }
  if (least_squared < tables_.closest() * tables_.closest()) return TooClose();
  for (const PartResult& result : results_) {
    if (result.energy_out_of_range >= 0) {
      return EnergyOutOfRange(result.energy_out_of_range);
    }
  }
  // A component is at most the force but for rounding.
  if (!(largest_force < kForceScale.limit * (1 - 1e-9))) {
    return ForceOutOfRange();
  }
  interaction.energy = static_cast<double>(energy) * kEnergyScale.quantum;
  for (std::size_t c = 0; c < 6; ++c) {
    interaction.virial[c] =
        static_cast<double>(virial[c]) * tables_.virial_scale().quantum;
  }
  computed_ = true;
  return interaction;
}

std::vector<double> EamForceField::AtomEnergies() const {
  if (!computed_) return {};
  std::vector<std::int64_t> sums(parted_.atoms() + 1, 0);
  kernels_.add_pair_energies(
      Pass(0), 0, static_cast<std::int32_t>(parted_.atoms()), sums.data());
  std::vector<double> energies(parted_.atoms());
  for (std::size_t k = 0; k < parted_.atoms(); ++k) {
    energies[static_cast<std::size_t>(list_.order()[k])] =
        embedding_energies_[k] + 0.5 * kEnergyScale.Value(sums[k]);
  }
  return energies;
}

double EamForceField::DistanceSquared(std::int32_t i, std::int32_t j) const {
  const double* a = atoms_.data() + std::ptrdiff_t{kAtomFields} * i;
  const double* b = atoms_.data() + std::ptrdiff_t{kAtomFields} * j;
  const Vec3 d =
      ToNearestImage(image_, {a[0] - b[0], a[1] - b[1], a[2] - b[2]});
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

absl::Status EamForceField::LostAtom(std::span<const Vec3> positions) const {
  for (const PartResult& result : results_) {
    if (result.lost_atom < 0) continue;
    const std::int32_t atom =
        list_.empty() ? result.lost_atom : AtomAt(result.lost_atom);
    const Vec3& r = positions[static_cast<std::size_t>(atom)];
    return absl::OutOfRangeError(absl::StrFormat(
        "atom %d is lost: expected coordinates below %g Å, found (%g, %g, %g) "
        "Å",
        atom, kFarthest, r[0], r[1], r[2]));
  }
  return absl::OkStatus();
}

absl::Status EamForceField::TooClose() const {
  const EamPass pass = Pass(0);
  double least_squared = std::numeric_limits<double>::infinity();
  std::int32_t nearest[2] = {0, 0};
  for (std::int32_t i = 0; i < pass.dummy; ++i) {
    for (std::int32_t n = 0; n < pass.inner_sizes[i]; ++n) {
      const std::int32_t j =
          pass.inner[pass.inner_starts[i] + static_cast<std::size_t>(n)] &
          kEntryIndexMask;
      if (DistanceSquared(i, j) < least_squared) {
        least_squared = DistanceSquared(i, j);
        nearest[0] = std::min(AtomAt(i), AtomAt(j));
        nearest[1] = std::max(AtomAt(i), AtomAt(j));
      }
    }
  }
  return absl::OutOfRangeError(absl::StrFormat(
      "atoms %d and %d are %.6g Å apart, expected at least %.6g Å (where the "
      "tables of the potential begin)",
      nearest[0], nearest[1], std::sqrt(least_squared), tables_.closest()));
}

absl::Status EamForceField::ForceOutOfRange() const {
  // One atom at a time, for its largest pair force.
  const EamPass pass = Pass(0);
  std::vector<std::int64_t> ignored((parted_.atoms() + 1) * kForceFields, 0);
  double largest = 0;
  std::int32_t atom = 0;
  for (std::int32_t i = 0; i < pass.dummy; ++i) {
    PairTotals totals = {};
    kernels_.add_forces(pass, i, i + 1, ignored.data(), &totals);
    if (!(totals.largest_force <= largest)) {
      largest = totals.largest_force;
      atom = i;
    }
  }
  double least_squared = std::numeric_limits<double>::infinity();
  std::int32_t nearest = atom;
  for (std::int32_t n = 0; n < pass.inner_sizes[atom]; ++n) {
    const std::int32_t j =
        pass.inner[pass.inner_starts[atom] + static_cast<std::size_t>(n)] &
        kEntryIndexMask;
    if (DistanceSquared(atom, j) < least_squared) {
      least_squared = DistanceSquared(atom, j);
      nearest = j;
    }
  }
  return absl::OutOfRangeError(absl::StrFormat(
      "atom %d: a pair force is %.6g eV/Å, expected below %g eV/Å; its nearest "
      "neighbor is atom %d at %.6g Å",
      AtomAt(atom), largest, kForceScale.limit, AtomAt(nearest),
      std::sqrt(least_squared)));
}

absl::Status EamForceField::EnergyOutOfRange(std::int32_t k) const {
  return absl::OutOfRangeError(absl::StrFormat(
      "atom %d: embedding energy is %.6g eV, expected below %g eV", AtomAt(k),
      embedding_energies_[static_cast<std::size_t>(k)], kEnergyScale.limit));
}

}  // namespace

std::unique_ptr<ForceField> MakeEamForceField(
    const EamTables& tables, const EamKernels& kernels,
    std::span<const std::int32_t> species, int threads, double skin) {
  return std::make_unique<EamForceField>(tables, kernels, species, threads,
                                         skin);
}

}  // namespace lehr::md
