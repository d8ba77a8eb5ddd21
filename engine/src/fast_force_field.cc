#include "engine/src/fast_force_field.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "engine/src/aligned_buffer.h"
#include "engine/src/eam_force_field.h"
#include "engine/src/fixed_point.h"
#include "engine/src/neighbor_list.h"
#include "engine/src/pair_blocks.h"
#include "engine/src/parted_atoms.h"
#include "engine/src/team.h"

namespace lehr::md {
namespace {

// What the list reaches beyond the cutoff and the skin [Å]: distances are
// those of rounded fractions (1e-6 Å in a box of 2,000 Å) in single precision
// (6e-8 of 8 Å and less).
constexpr double kMargin = 1e-5;

// Fractions beyond this are first brought near; below, one addition makes them
// integers.
constexpr double kFarFraction = 0x1p18;

struct alignas(64) PartResult {
  double drift_squared = 0;
  bool lost = false;
  FastTotals pairs = {};
  WideInteger embedding_energy = 0;
  std::int64_t density_overflows = 0;
  bool out_of_range = false;
};

// Makes integers of positions: fractions of the edges times 2^32.
struct Frame {
  // What stands for the length of an edge without images, 0 for others [Å].
  Vec3 periods = {};
  Vec3 per_length = {};  // 2^32 / Å
  Vec3 tilts = {};       // yz, xz, xy over the edge that they are along
  bool tilted = false;

  std::uint32_t Whole(double fraction) const {
    // The sum's lowest bits are those of the rounded fraction modulo 2^32.
    return static_cast<std::uint32_t>(
        std::bit_cast<std::uint64_t>(fraction + 0x1.8p52));
  }
};

class FastForceField final : public ForceField {
 public:
  FastForceField(const EamTables& tables, const FastTables& fast_tables,
                 const EamKernels& kernels, const FastKernels& fast_kernels,
                 std::span<const std::int32_t> species, int threads,
                 double skin)
      : tables_(tables),
        fast_(fast_tables),
        kernels_(kernels),
        fast_kernels_(fast_kernels),
        parted_(species.size(), threads),
        skin_(skin),
        species_(species.begin(), species.end()),
        list_(tables.cutoff() + kMargin, skin, species, parted_.parts()),
        results_(static_cast<std::size_t>(parted_.parts())),
        scratch_(static_cast<std::size_t>(parted_.parts())),
        sums_(parted_) {
    atoms_.Reserve((parted_.atoms() + 1) * kFastFields);
    listed_.Reserve(parted_.atoms() * kFastFields);
    embedding_energies_.resize(parted_.atoms());
    for (int part = 0; part < parted_.parts(); ++part) {
      blocks_.emplace_back(fast_.species());
    }
  }

  absl::StatusOr<Interaction> Compute(const Box& box,
                                      std::span<const Vec3> positions,
                                      std::span<Vec3> forces) override;
  std::vector<double> AtomEnergies() const override;
  std::int64_t rebuilds() const override { return list_.builds(); }

 private:
  bool Reaches(const Box& box, std::span<const Vec3> positions,
               std::span<Vec3> forces) const;
  absl::StatusOr<Interaction> ComputeByReference(
      const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces);
  void SetFrame(const Box& box, std::span<const Vec3> positions);
  FastPass Pass(int part) const;
  void Evaluate(const Box& box, std::span<const Vec3> positions,
                std::span<Vec3> forces, int member, int members);
  void LoadAtoms(std::span<const Vec3> positions, int part);
  void FindDrift(int part);
  float DriftSquared(const std::int32_t* atom,
                     const std::int32_t* listed) const;
  bool ListIsGood(const Box& box) const;
  void RebuildList(const Box& box, std::span<const Vec3> positions, int member,
                   int members);
  void MakeBlocks(int part);
  void AddDensities(int part);
  void Embed(int part);
  void AddForces(int part);
  void CollectForces(std::span<Vec3> forces, int part);
  bool AnyLost() const {
    return std::any_of(results_.begin(), results_.end(),
                       [](const PartResult& r) { return r.lost; });
  }
  // Whether a pair is below the tables.
  bool TooClose() const {
    return std::any_of(results_.begin(), results_.end(),
                       [&](const PartResult& result) {
                         return !(result.pairs.least_room >= 0);
                       });
  }
  bool AnyOutOfRange() const;

  const EamTables& tables_;
  const FastTables& fast_;
  const EamKernels& kernels_;
  const FastKernels& fast_kernels_;
  const PartedAtoms parted_;
  const double skin_;
  const std::vector<std::int32_t> species_;
  NeighborList list_;
  std::vector<PairBlocks> blocks_;  // [parts]

  Frame frame_;
  FastPass pass_ = {};
  AlignedBuffer<std::int32_t> atoms_;  // [N + 1][kFastFields], sorted
  // The same, without F', when the list was made, and the periods then.
  AlignedBuffer<std::int32_t> listed_;
  Vec3 listed_periods_ = {};
  std::vector<double> embedding_energies_;  // [N] sorted, eV
  std::vector<PartResult> results_;
  std::vector<AlignedBuffer<unsigned char>> scratch_;  // [parts]
  PairSums<std::int32_t, kFastFields> sums_;           // in sorted order
  std::unique_ptr<ForceField> reference_;
  // Of the last Compute.
  bool by_reference_ = false;
  bool computed_ = false;
};

bool FastForceField::Reaches(const Box& box, std::span<const Vec3> positions,
                             std::span<Vec3> forces) const {
  if (positions.size() != parted_.atoms() || forces.size() != parted_.atoms() ||
      parted_.atoms() > kMostAtoms) {
    return false;
  }
  for (std::size_t a = 0; a < 3; ++a) {
    if (!std::isfinite(box.lengths[a]) || box.lengths[a] <= 0 ||
        !std::isfinite(box.tilts[a]) ||
        (box.periodic[a] && box.lengths[a] < 2 * tables_.cutoff())) {
      return false;
    }
  }
  // Within half the distance of opposite faces the difference of fractions
  // that are nearest each other is the nearest image.
  return LeastHeight(box) >= 2 * (tables_.cutoff() + kMargin);
}

void FastForceField::SetFrame(const Box& box, std::span<const Vec3> positions) {
  frame_ = Frame();
  Vec3 lengths = box.lengths;
  Vec3 tilts = box.tilts;
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic[a]) continue;
    // A period so long that no image is near: a power of two, so that it
    // seldom changes.
    double low = 0;
    double high = 0;
    for (const Vec3& r : positions) {
      low = std::min(low, r[a]);
      high = std::max(high, r[a]);
    }
    const double extent = high - low + 4 * tables_.cutoff();
    lengths[a] =
        std::isfinite(extent) ? std::ldexp(1.0, CeilLog2(extent)) : 1.0;
  }
  if (!box.periodic[2]) tilts[0] = tilts[1] = 0;
  if (!box.periodic[1]) tilts[2] = 0;
  frame_.tilted = tilts[0] != 0 || tilts[1] != 0 || tilts[2] != 0;
  for (std::size_t a = 0; a < 3; ++a) {
    frame_.per_length[a] = 0x1p32 / lengths[a];
    pass_.lengths[a] = static_cast<float>(lengths[a] * 0x1p-32);
    pass_.tilts[a] = static_cast<float>(tilts[a] * 0x1p-32);
    frame_.tilts[a] = tilts[a] * 0x1p-32;
  }
  pass_.tilted = frame_.tilted;
  pass_.cutoff_squared =
      static_cast<float>(tables_.cutoff() * tables_.cutoff());
}

FastPass FastForceField::Pass(int part) const {
  const auto p = static_cast<std::size_t>(part);
  FastPass pass = pass_;
  pass.pairs = fast_.pairs().data();
  pass.kinds = fast_.species();
  const Bins& bins = fast_.bins();
  pass.bins_per_length = static_cast<float>(bins.per_length);
  pass.bin_offset = static_cast<float>(-bins.begin * bins.per_length - 0.5);
  pass.dummy = static_cast<std::int32_t>(parted_.atoms());
  pass.atoms = atoms_.data();
  pass.cells_per_length = static_cast<float>(fast_.cells_per_length());
  pass.cells = fast_.cells();
  pass.one_density = fast_.one_density();
  pass.energy_curve = fast_.energy_curve();
  pass.slope_curve = fast_.slope_curve();
  pass.most_energies = fast_.most_energies();
  blocks_[p].Describe(&pass);
  pass.scratch = const_cast<unsigned char*>(scratch_[p].data());
  return pass;
}

void FastForceField::LoadAtoms(std::span<const Vec3> positions, int part) {
  PartResult& result = results_[static_cast<std::size_t>(part)];
  result = PartResult();
  const auto [first, last] = parted_.AtomsOf(part);
  const bool sorted = !list_.empty();
  for (std::size_t k = first; k < last; ++k) {
    const Vec3& r =
        positions[sorted ? static_cast<std::size_t>(list_.order()[k]) : k];
    Vec3 s = r;
    if (frame_.tilted) {
      const double z = s[2] * frame_.per_length[2];
      s[1] -= frame_.tilts[0] * z;
      const double y = s[1] * frame_.per_length[1];
      s[0] -= frame_.tilts[1] * z + frame_.tilts[2] * y;
    }
    bool far = false;
    for (std::size_t a = 0; a < 3; ++a) {
      s[a] *= frame_.per_length[a];
      // Negated, so that what is not a number is lost, too.
      far = far || !(std::abs(s[a]) < 0x1p32 * kFarFraction);
    }
    if (far) {
      result.lost = true;
      return;
    }
    if (!sorted) continue;
    std::int32_t* atom = atoms_.data() + kFastFields * k;
    for (std::size_t a = 0; a < 3; ++a) {
      atom[a] = static_cast<std::int32_t>(frame_.Whole(s[a]));
    }
  }
}

void FastForceField::FindDrift(int part) {
  const auto [first, last] = parted_.AtomsOf(part);
  float largest = 0;
  for (std::size_t k = kFastFields * first; k < kFastFields * last;
       k += kFastFields) {
    largest =
        std::max(largest, DriftSquared(atoms_.data() + k, listed_.data() + k));
  }
  results_[static_cast<std::size_t>(part)].drift_squared = largest;
}

// The square of the distance [Å²] of an atom from where it would have followed
// the box to since the list was made.
float FastForceField::DriftSquared(const std::int32_t* atom,
                                   const std::int32_t* listed) const {
  float d[3];
  for (std::size_t a = 0; a < 3; ++a) {
    d[a] = static_cast<float>(
        static_cast<std::int32_t>(static_cast<std::uint32_t>(atom[a]) -
                                  static_cast<std::uint32_t>(listed[a])));
  }
  const float z = pass_.lengths[2] * d[2];
  const float y = pass_.lengths[1] * d[1] + pass_.tilts[0] * d[2];
  const float x =
      pass_.lengths[0] * d[0] + pass_.tilts[1] * d[2] + pass_.tilts[2] * d[1];
  return x * x + y * y + z * z;
}

bool FastForceField::ListIsGood(const Box& box) const {
  double drift_squared = 0;
  for (const PartResult& result : results_) {
    drift_squared = std::max(drift_squared, result.drift_squared);
  }
  return frame_.periods == listed_periods_ &&
         list_.MissesNothing(box, std::sqrt(drift_squared));
}

void FastForceField::RebuildList(const Box& box,
                                 std::span<const Vec3> positions, int member,
                                 int members) {
  // The others may still be asking the old list.
  TeamBarrier();
  if (member == 0) list_.Sort(box, positions);
  TeamBarrier();
  parted_.ForParts(member, members,
                   [&](int part) { list_.FindRows(kernels_, part); });
  TeamBarrier();
  if (member == 0) {
    list_.Divide();
    listed_periods_ = frame_.periods;
    std::fill_n(atoms_.data() + kFastFields * parted_.atoms(), kFastFields, 0);
  }
  TeamBarrier();
  parted_.ForParts(member, members, [&](int part) {
    MakeBlocks(part);
    LoadAtoms(positions, part);
    const auto [first, last] = parted_.AtomsOf(part);
    std::copy(atoms_.data() + kFastFields * first,
              atoms_.data() + kFastFields * last,
              listed_.data() + kFastFields * first);
  });
  TeamBarrier();
}

void FastForceField::MakeBlocks(int part) {
  const auto p = static_cast<std::size_t>(part);
  blocks_[p].Make(list_, fast_kernels_, list_.bounds()[p],
                  list_.bounds()[p + 1]);
  scratch_[p].Reserve(blocks_[p].scratch_bytes());
  sums_.Prepare(part,
                [&](const auto& touch) { blocks_[p].ForEachAtom(touch); });
}

void FastForceField::AddDensities(int part) {
  const auto p = static_cast<std::size_t>(part);
  results_[p].pairs.least_room = pass_.cutoff_squared;
  fast_kernels_.add_densities(Pass(part), blocks_[p].size(),
                              sums_.densities(part), &results_[p].pairs);
}

void FastForceField::Embed(int part) {
  PartResult& result = results_[static_cast<std::size_t>(part)];
  parted_.ForBlocks(
      part, [&](std::size_t first, std::size_t last, std::size_t block) {
        for (std::size_t k = first; k < last; ++k) {
          const Embedding embedding =
              tables_.Embed(list_.species()[k],
                            sums_.Density(k, block) * fast_.density_quantum());
          atoms_[kFastFields * k + 3] =
              std::bit_cast<std::int32_t>(static_cast<float>(embedding.slope));
          embedding_energies_[k] = embedding.energy;
          if (!(std::abs(embedding.energy) < kEnergyScale.limit)) {
            result.out_of_range = true;
            continue;
          }
          result.embedding_energy += kEnergyScale.Round(embedding.energy);
          if (embedding.above_table) ++result.density_overflows;
        }
      });
}

void FastForceField::AddForces(int part) {
  const auto p = static_cast<std::size_t>(part);
  fast_kernels_.add_forces(Pass(part), blocks_[p].size(), sums_.forces(part),
                           &results_[p].pairs);
}

void FastForceField::CollectForces(std::span<Vec3> forces, int part) {
  PartResult& result = results_[static_cast<std::size_t>(part)];
  parted_.ForBlocks(
      part, [&](std::size_t first, std::size_t last, std::size_t block) {
        for (std::size_t k = first; k < last; ++k) {
          std::array<std::int32_t, kFastFields> sum;
          sums_.Force(k, block, sum);
          Vec3& force = forces[static_cast<std::size_t>(list_.order()[k])];
          for (std::size_t a = 0; a < 3; ++a) {
            force[a] = sum[a] * double{kFastForceQuantum};
          }
          if (static_cast<std::uint32_t>(sum[3]) >
              static_cast<std::uint32_t>(kGuardLimit)) {
            result.out_of_range = true;
          }
        }
      });
}

void FastForceField::Evaluate(const Box& box, std::span<const Vec3> positions,
                              std::span<Vec3> forces, int member, int members) {
  const bool sorted = !list_.empty();
  parted_.ForParts(member, members, [&](int part) {
    LoadAtoms(positions, part);
    if (sorted) FindDrift(part);
  });
  TeamBarrier();
  // All members see the same results and decide alike.
  if (AnyLost()) return;
  if (!ListIsGood(box)) RebuildList(box, positions, member, members);
  parted_.ForParts(member, members, [&](int part) {
    sums_.Clear(part);
    AddDensities(part);
  });
  TeamBarrier();
  if (TooClose()) return;
  parted_.ForParts(member, members, [&](int part) { Embed(part); });
  TeamBarrier();
  parted_.ForParts(member, members, [&](int part) { AddForces(part); });
  TeamBarrier();
  parted_.ForParts(member, members,
                   [&](int part) { CollectForces(forces, part); });
}

bool FastForceField::AnyOutOfRange() const {
  return TooClose() ||
         std::any_of(results_.begin(), results_.end(),
                     [](const PartResult& result) {
                       return result.lost || result.out_of_range ||
                              !(result.pairs.largest_force < kPairForceLimit);
                     });
}

absl::StatusOr<Interaction> FastForceField::Compute(
    const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) {
  if (!Reaches(box, positions, forces)) {
    return ComputeByReference(box, positions, forces);
  }
  SetFrame(box, positions);
  RunTeam(parted_.parts(), [&](int member, int members) {
    Evaluate(box, positions, forces, member, members);
  });
  if (AnyOutOfRange()) return ComputeByReference(box, positions, forces);
  by_reference_ = false;
  computed_ = true;
  WideInteger embedding_energy = 0;
  std::int64_t pair_energy = 0;
  std::int64_t virial[6] = {};
  Interaction interaction;
  for (const PartResult& result : results_) {
    embedding_energy += result.embedding_energy;
    pair_energy += result.pairs.energy;
    for (std::size_t c = 0; c < 6; ++c) virial[c] += result.pairs.virial[c];
    interaction.density_overflows += result.density_overflows;
  }
  interaction.energy =
      static_cast<double>(embedding_energy) * kEnergyScale.quantum +
      static_cast<double>(pair_energy) * double{kFastEnergyQuantum};
  for (std::size_t c = 0; c < 6; ++c) {
    interaction.virial[c] =
        static_cast<double>(virial[c]) * double{kFastVirialQuantum};
  }
  return interaction;
}

absl::StatusOr<Interaction> FastForceField::ComputeByReference(
    const Box& box, std::span<const Vec3> positions, std::span<Vec3> forces) {
  if (reference_ == nullptr) {
    reference_ =
        MakeEamForceField(tables_, kernels_, species_, parted_.parts(), skin_);
  }
  by_reference_ = true;
  return reference_->Compute(box, positions, forces);
}

std::vector<double> FastForceField::AtomEnergies() const {
  if (by_reference_) return reference_->AtomEnergies();
  if (!computed_) return {};
  std::vector<std::int32_t> sums(parted_.atoms() + 1, 0);
  for (int part = 0; part < parted_.parts(); ++part) {
    fast_kernels_.add_energies(Pass(part),
                               blocks_[static_cast<std::size_t>(part)].size(),
                               sums.data());
  }
  std::vector<double> energies(parted_.atoms());
  for (std::size_t k = 0; k < parted_.atoms(); ++k) {
    energies[static_cast<std::size_t>(list_.order()[k])] =
        embedding_energies_[k] + 0.5 * sums[k] * double{kFastEnergyQuantum};
  }
  return energies;
}

}  // namespace

std::unique_ptr<ForceField> MakeFastForceField(
    const EamTables& tables, const FastTables& fast_tables,
    const EamKernels& kernels, const FastKernels& fast_kernels,
    std::span<const std::int32_t> species, int threads, double skin) {
  return std::make_unique<FastForceField>(tables, fast_tables, kernels,
                                          fast_kernels, species, threads, skin);
}

}  // namespace lehr::md
