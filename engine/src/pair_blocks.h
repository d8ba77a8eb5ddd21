#ifndef LEHR_MD_SRC_PAIR_BLOCKS_H_
#define LEHR_MD_SRC_PAIR_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/src/aligned_buffer.h"
#include "engine/src/kernels/fast_kernels.h"
#include "engine/src/neighbor_list.h"

namespace lehr::md {

// PairBlocks are rows of a NeighborList as the fast path reads them: for some
// atoms of the list, blocks of kBlockRows atoms of one species. A block has
// atoms that are near each other, but not always behind each other. One part of
// a team makes and uses them. Cost: each entry is copied once.
class PairBlocks {
 public:
  // Species are below `kinds`.
  explicit PairBlocks(int kinds) : kinds_(static_cast<std::size_t>(kinds)) {}

  // Takes the rows of sorted atoms first .. last-1.
  void Make(const NeighborList& list, const FastKernels& kernels,
            std::int32_t first, std::int32_t last);

  std::int32_t size() const {
    return static_cast<std::int32_t>(blocks_.size());
  }
  // What a pass over all blocks needs of them but for its scratch, which has
  // scratch_bytes(). Valid until they are made again.
  void Describe(FastPass* pass) const;
  std::size_t scratch_bytes() const {
    return kScratchBytesOfPlace * most_places_ + kScratchBytesBesides;
  }
  // Calls use(sorted atom) for each atom of each pair, more than once.
  template <typename Use>
  void ForEachAtom(const Use& use) const;

 private:
  void Reserve(const NeighborList& list, std::int32_t first, std::int32_t last);
  void AddBlock(const NeighborList& list, const FastKernels& kernels,
                std::int32_t species, std::span<const std::int32_t> atoms);

  std::size_t kinds_;
  std::vector<FastBlock> blocks_;
  std::vector<std::int32_t> starts_;  // [blocks][kinds][kRowStarts]
  AlignedBuffer<std::int32_t> entries_;
  std::size_t end_ = 0;  // of what is used of it
  AlignedBuffer<std::int32_t> inner_;
  AlignedBuffer<std::int32_t> inner_starts_;
  std::size_t most_places_ = 0;
};

template <typename Use>
void PairBlocks::ForEachAtom(const Use& use) const {
  for (const FastBlock& block : blocks_) {
    for (std::int32_t row = 0; row < block.rows; ++row) use(block.atoms[row]);
  }
  for (std::size_t block = 0; block < blocks_.size(); ++block) {
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
      const std::int32_t* starts =
          starts_.data() + kRowStarts * (kinds_ * block + kind);
      const std::int32_t* entries = entries_.data() + blocks_[block].begin;
      for (std::int32_t n = starts[0]; n < starts[kBlockRows]; ++n) {
        use(entries[n] >> kRowBits);
      }
    }
  }
}

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_PAIR_BLOCKS_H_
