#include "engine/src/pair_blocks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lehr::md {
namespace {

// Atoms that share blocks: some 16 Å in a glass. Of each chunk and species one
// block is not full.
constexpr std::int32_t kChunkAtoms = 256;

std::int32_t Padded(std::size_t size) {
  return static_cast<std::int32_t>((size + kFastPadding - 1) / kFastPadding *
                                   kFastPadding);
}

}  // namespace

void PairBlocks::Make(const NeighborList& list, const FastKernels& kernels,
                      std::int32_t first, std::int32_t last) {
  Reserve(list, first, last);
  std::vector<std::int32_t> atoms;
  for (std::int32_t begin = first; begin < last; begin += kChunkAtoms) {
    const std::int32_t end = std::min(last, begin + kChunkAtoms);
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
      const auto species = static_cast<std::int32_t>(kind);
      atoms.clear();
      for (std::int32_t k = begin; k < end; ++k) {
        if (list.species()[static_cast<std::size_t>(k)] != species) continue;
        atoms.push_back(k);
        if (atoms.size() < kBlockRows) continue;
        AddBlock(list, kernels, species, atoms);
        atoms.clear();
      }
      if (!atoms.empty()) AddBlock(list, kernels, species, atoms);
    }
  }
  inner_starts_.Reserve(starts_.size());
}

void PairBlocks::Reserve(const NeighborList& list, std::int32_t first,
                         std::int32_t last) {
  blocks_.clear();
  starts_.clear();
  end_ = 0;
  most_places_ = 0;
  std::size_t entries = 0;
  for (std::int32_t k = first; k < last; ++k) {
    entries +=
        static_cast<std::size_t>(list.row_sizes()[static_cast<std::size_t>(k)]);
  }
  const auto atoms = static_cast<std::size_t>(last - first);
  const std::size_t blocks =
      atoms / kBlockRows + (atoms / kChunkAtoms + 1) * kinds_;
  // What is copied or found ends with a vector.
  const std::size_t places = entries + (blocks * kinds_ + 1) * kFastPadding;
  entries_.Reserve(places);
  inner_.Reserve(places);
}

void PairBlocks::AddBlock(const NeighborList& list, const FastKernels& kernels,
                          std::int32_t species,
                          std::span<const std::int32_t> atoms) {
  FastBlock& block = blocks_.emplace_back();
  block.begin = end_;
  block.species = species;
  block.rows = static_cast<std::int32_t>(atoms.size());
  const auto dummy = static_cast<std::int32_t>(list.order().size());
  std::fill(std::copy(atoms.begin(), atoms.end(), block.atoms),
            std::end(block.atoms), dummy);
  std::int32_t* const entries = entries_.data() + end_;
  std::int32_t found = 0;
  for (std::size_t kind = 0; kind < kinds_; ++kind) {
    for (std::int32_t row = 0; row < kBlockRows; ++row) {
      starts_.push_back(found);
      if (row >= block.rows) continue;
      const auto atom = static_cast<std::size_t>(block.atoms[row]);
      found +=
          kernels.pick(list.rows()[atom], list.row_sizes()[atom],
                       static_cast<std::int32_t>(kind), row, entries + found);
    }
    starts_.push_back(found);
    const std::int32_t end = Padded(static_cast<std::size_t>(found));
    std::fill(entries + found, entries + end, dummy << kRowBits);
    found = end;
  }
  end_ += static_cast<std::size_t>(found);
  most_places_ =
      std::max(most_places_, static_cast<std::size_t>(found) + kFastPadding);
}

void PairBlocks::Describe(FastPass* pass) const {
  pass->blocks = blocks_.data();
  pass->entries = entries_.data();
  pass->starts = starts_.data();
  pass->inner = const_cast<std::int32_t*>(inner_.data());
  pass->inner_starts = const_cast<std::int32_t*>(inner_starts_.data());
  pass->most_places = static_cast<std::int32_t>(most_places_);
}

}  // namespace lehr::md
