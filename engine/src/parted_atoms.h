#ifndef LEHR_MD_SRC_PARTED_ATOMS_H_
#define LEHR_MD_SRC_PARTED_ATOMS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/src/aligned_buffer.h"

namespace lehr::md {

// PartedAtoms divides the atoms of a force field among the parts of its team:
// in even ranges to load them, and in blocks for what is summed from all parts.
class PartedAtoms {
 public:
  static constexpr std::size_t kBlockAtoms = 128;

  PartedAtoms(std::size_t atoms, int parts)
      : atoms_(atoms), parts_(std::max(parts, 1)) {}

  std::size_t atoms() const { return atoms_; }
  int parts() const { return parts_; }
  std::size_t blocks() const {
    return (atoms_ + kBlockAtoms - 1) / kBlockAtoms;
  }

  // Parts are dealt out to the members of a team.
  template <typename Step>
  void ForParts(int member, int members, const Step& step) const {
    for (int part = member; part < parts_; part += members) step(part);
  }

  // The atoms that a part loads.
  std::pair<std::size_t, std::size_t> AtomsOf(int part) const {
    return {Share(atoms_, part), Share(atoms_, part + 1)};
  }

  // body(first, last, block) for the blocks that belong to a part.
  template <typename Body>
  void ForBlocks(int part, const Body& body) const {
    const std::size_t end = Share(blocks(), part + 1);
    for (std::size_t block = Share(blocks(), part); block < end; ++block) {
      const std::size_t first = block * kBlockAtoms;
      body(first, std::min(first + kBlockAtoms, atoms_), block);
    }
  }

 private:
  std::size_t Share(std::size_t count, int part) const {
    return count * static_cast<std::size_t>(part) /
           static_cast<std::size_t>(parts_);
  }

  std::size_t atoms_;
  int parts_;
};

// PairSums are what the parts of a team add up for each atom: a density and
// `kFields` numbers of its force, in integers, so that the order does not
// matter. Each part has sums of its own, with one more atom behind the last for
// lanes without a pair; it clears, and others read, only the blocks of atoms
// that it touches.
template <typename Integer, std::size_t kFields>
class PairSums {
 public:
  using Unsigned = std::make_unsigned_t<Integer>;  // wraps

  explicit PairSums(const PartedAtoms& atoms)
      : atoms_(atoms), parts_(static_cast<std::size_t>(atoms.parts())) {
    for (Part& part : parts_) part.touched.resize(atoms.blocks());
  }

  Integer* densities(int part) { return Of(part).densities.data(); }
  Integer* forces(int part) { return Of(part).forces.data(); }

  // Makes room, on the part's own thread. With `for_each_atom(touch)` a part
  // calls touch(atom) for each atom to which it adds.
  template <typename ForEachAtom>
  void Prepare(int part, const ForEachAtom& for_each_atom) {
    Part& own = Of(part);
    own.densities.Reserve(atoms_.atoms() + 1);
    own.forces.Reserve((atoms_.atoms() + 1) * kFields);
    own.densities[atoms_.atoms()] = 0;
    std::fill_n(own.forces.data() + kFields * atoms_.atoms(), kFields, 0);
    const bool alone = parts_.size() == 1;
    std::fill(own.touched.begin(), own.touched.end(), alone ? 1 : 0);
    if (alone) return;
    for_each_atom([&own](std::int32_t atom) {
      own.touched[static_cast<std::size_t>(atom) / PartedAtoms::kBlockAtoms] =
          1;
    });
  }

  void Clear(int part) {
    Part& own = Of(part);
    for (std::size_t block = 0; block < own.touched.size(); ++block) {
      if (own.touched[block] == 0) continue;
      const std::size_t first = block * PartedAtoms::kBlockAtoms;
      const std::size_t count =
          std::min(PartedAtoms::kBlockAtoms, atoms_.atoms() - first);
      std::fill_n(own.densities.data() + first, count, 0);
      std::fill_n(own.forces.data() + kFields * first, kFields * count, 0);
    }
  }

  // Over all parts; the atom is of that block.
  Integer Density(std::size_t atom, std::size_t block) const {
    Unsigned sum = 0;
    for (const Part& part : parts_) {
      if (part.touched[block] == 0) continue;
      sum += static_cast<Unsigned>(part.densities[atom]);
    }
    return static_cast<Integer>(sum);
  }
  void Force(std::size_t atom, std::size_t block,
             std::span<Integer, kFields> force) const {
    Unsigned sum[kFields] = {};
    for (const Part& part : parts_) {
      if (part.touched[block] == 0) continue;
      const Integer* of_part = part.forces.data() + kFields * atom;
      for (std::size_t f = 0; f < kFields; ++f) {
        sum[f] += static_cast<Unsigned>(of_part[f]);
      }
    }
    for (std::size_t f = 0; f < kFields; ++f) {
      force[f] = static_cast<Integer>(sum[f]);
    }
  }

 private:
  struct Part {
    AlignedBuffer<Integer> densities;   // [N + 1]
    AlignedBuffer<Integer> forces;      // [N + 1][kFields]
    std::vector<std::uint8_t> touched;  // [blocks]
  };
  Part& Of(int part) { return parts_[static_cast<std::size_t>(part)]; }

  const PartedAtoms atoms_;
  std::vector<Part> parts_;
};

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_PARTED_ATOMS_H_
