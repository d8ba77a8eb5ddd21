#ifndef LEHR_ENGINE_SRC_BLOCKS_H_
#define LEHR_ENGINE_SRC_BLOCKS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lehr::md {

// Loops over atoms go by blocks of a fixed number of them. A sum over atoms is
// made in index order within each block and then over the blocks, by one
// thread: its bits do not depend on how blocks are shared among threads.
inline constexpr std::size_t kBlockSize = 256;

inline std::size_t BlockCount(std::size_t n) {
  return (n + kBlockSize - 1) / kBlockSize;
}

// Blocks that a thread must have to do: waking it costs about 5 µs, the time of
// some thousand atoms.
inline constexpr std::int64_t kLeastBlocksOfAThread = 8;

// Calls body(block, begin, end) for each block of [0, n), on `threads` threads
// if there is enough for each to do.
template <typename Body>
void ForEachBlock(std::size_t n, int threads, const Body& body) {
  const auto blocks = static_cast<std::int64_t>(BlockCount(n));
  const auto run = [&](std::int64_t block) {
    const auto b = static_cast<std::size_t>(block);
    body(b, b * kBlockSize, std::min(n, (b + 1) * kBlockSize));
  };
#ifdef _OPENMP
  if (threads > 1 && blocks >= kLeastBlocksOfAThread * threads) {
#pragma omp parallel for default(none) shared(run, blocks) schedule(static) \
    num_threads(threads)
    for (std::int64_t block = 0; block < blocks; ++block) run(block);
    return;
  }
#else
  static_cast<void>(threads);
#endif
  for (std::int64_t block = 0; block < blocks; ++block) run(block);
}

// Σ_i term(i) over [0, n).
template <typename Term>
double SumOverBlocks(std::size_t n, int threads, const Term& term) {
  std::vector<double> sums(BlockCount(n));
  ForEachBlock(n, threads,
               [&](std::size_t block, std::size_t begin, std::size_t end) {
                 double sum = 0;
                 for (std::size_t i = begin; i < end; ++i) sum += term(i);
                 sums[block] = sum;
               });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_BLOCKS_H_
