#include "engine/src/neighbor_list.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "engine/src/kernels/fast_kernels.h"

namespace lehr::md {
namespace {

// Positions are exact to 1e-13 Å for boxes to 1,000 Å; with this margin [Å] no
// rounding in distances and drifts can hide a pair.
constexpr double kMargin = 1e-9;

// Cells to a range: 2 searches 5³ cells with 4.9 atoms each in a glass. With 1
// there are half again as many distances, with 3 many nearly empty cells.
constexpr double kCellsPerRange = 2;

// Entries of one block of rows: 256 KiB.
constexpr std::size_t kBlockEntries = 65536;

// Work of an atom in a pass beside its pairs, in pairs: sums and zeroing.
constexpr std::size_t kAtomWork = 16;

// The box as the list sees it, r = H s with H the upper triangle of these: an
// axis without images has unit length, as it stretches nothing, and tilts along
// it mean nothing.
struct Frame {
  Vec3 lengths;
  Vec3 tilts;  // yz, xz, xy
};

Frame FrameOf(const Box& box) {
  Frame frame{box.lengths, box.tilts};
  for (std::size_t a = 0; a < 3; ++a) {
    if (!box.periodic[a]) frame.lengths[a] = 1.0;
  }
  if (!box.periodic[2]) frame.tilts[0] = frame.tilts[1] = 0;
  if (!box.periodic[1]) frame.tilts[2] = 0;
  return frame;
}

Vec3 ToFraction(const Frame& frame, const Vec3& r) {
  const double z = r[2] / frame.lengths[2];
  const double y = (r[1] - frame.tilts[0] * z) / frame.lengths[1];
  const double x =
      (r[0] - frame.tilts[1] * z - frame.tilts[2] * y) / frame.lengths[0];
  return {x, y, z};
}

Vec3 FromFraction(const Frame& frame, const Vec3& s) {
  return {
      frame.lengths[0] * s[0] + frame.tilts[2] * s[1] + frame.tilts[1] * s[2],
      frame.lengths[1] * s[1] + frame.tilts[0] * s[2], frame.lengths[2] * s[2]};
}

// Distances between opposite faces of the frame: 1 / |row of H⁻¹|.
Vec3 Heights(const Frame& frame) {
  const auto [lx, ly, lz] = frame.lengths;
  const auto [yz, xz, xy] = frame.tilts;
  const double x_row = std::sqrt(1 + xy * xy / (ly * ly) +
                                 (xy * yz - xz * ly) * (xy * yz - xz * ly) /
                                     (ly * ly * lz * lz));
  return {lx / x_row, ly / std::sqrt(1 + yz * yz / (lz * lz)), lz};
}

// A lower bound of the least singular value of H H0⁻¹ = D + N, D its diagonal:
// min(D) (1 − ‖D⁻¹N‖) with the Frobenius norm. Exact without tilts.
double LeastStretch(const Frame& now, const Frame& then) {
  Vec3 d;
  for (std::size_t a = 0; a < 3; ++a) d[a] = now.lengths[a] / then.lengths[a];
  const double yz = (now.tilts[0] - d[1] * then.tilts[0]) / then.lengths[2];
  const double xy = (now.tilts[2] - d[0] * then.tilts[2]) / then.lengths[1];
  const double xz = (now.tilts[1] - d[0] * then.tilts[1] - xy * then.tilts[0]) /
                    then.lengths[2];
  const double shear =
      std::sqrt((xy * xy + xz * xz) / (d[0] * d[0]) + yz * yz / (d[1] * d[1]));
  return *std::min_element(d.begin(), d.end()) * (1 - shear);
}

bool IsTilted(const Box& box) {
  return box.tilts[0] != 0 || box.tilts[1] != 0 || box.tilts[2] != 0;
}

// Places of a row of this size.
std::size_t Padded(std::int32_t size) {
  return (static_cast<std::size_t>(size) + kRowPadding - 1) / kRowPadding *
         kRowPadding;
}

// Bits of n with two zeros after each.
std::uint64_t Spread(std::uint64_t n) {
  std::uint64_t spread = 0;
  for (int bit = 0; bit < 21; ++bit) {
    spread |= (n >> bit & 1) << (3 * bit);
  }
  return spread;
}

}  // namespace

double LeastHeight(const Box& box) {
  const Vec3 heights = Heights(FrameOf(box));
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic[a]) least = std::min(least, heights[a]);
  }
  return least;
}

NearestImage NearestImageOf(const Box& box) {
  NearestImage image = {};
  for (std::size_t a = 0; a < 3; ++a) {
    image.lengths[a] = box.lengths[a];
    image.inverses[a] = box.periodic[a] ? 1.0 / box.lengths[a] : 0.0;
    image.tilts[a] = box.tilts[a];
  }
  return image;
}

Vec3 ToNearestImage(const NearestImage& image, Vec3 r) {
  const double nz = std::nearbyint(r[2] * image.inverses[2]);
  r[2] -= nz * image.lengths[2];
  r[1] -= nz * image.tilts[0];
  r[0] -= nz * image.tilts[1];
  const double ny = std::nearbyint(r[1] * image.inverses[1]);
  r[1] -= ny * image.lengths[1];
  r[0] -= ny * image.tilts[2];
  r[0] -= std::nearbyint(r[0] * image.inverses[0]) * image.lengths[0];
  return r;
}

NeighborList::NeighborList(double cutoff, double skin,
                           std::span<const std::int32_t> species, int parts)
    : cutoff_(cutoff),
      skin_(std::max(skin, 0.0)),
      species_(species.begin(), species.end()),
      parts_(parts),
      work_(static_cast<std::size_t>(parts)) {}

void NeighborList::ChooseCells(std::span<const Vec3> fractions) {
  const Vec3 heights = Heights(FrameOf(box_));
  for (std::size_t a = 0; a < 3; ++a) {
    Stencil& stencil = stencils_[a];
    stencil.periodic = box_.periodic[a];
    double span = 1;
    stencil.low = 0;
    if (!stencil.periodic && !fractions.empty()) {
      const auto [low, high] = std::minmax_element(
          fractions.begin(), fractions.end(),
          [a](const Vec3& s, const Vec3& t) { return s[a] < t[a]; });
      stencil.low = (*low)[a];
      // Not zero, for one atom or a plane of them.
      span = (*high)[a] - (*low)[a] + kMargin;
    }
    stencil.width = span * heights[a];  // of all cells, for now
    stencil.scale = 1 / span;           // of all cells, for now
  }
  // Bounded by the number of atoms, whatever the box.
  double width = range_ / kCellsPerRange;
  const double most = 64 + 4 * static_cast<double>(species_.size());
  const auto count = [&](const Stencil& stencil) {
    return std::max(1.0, std::floor(stencil.width / width));
  };
  while (count(stencils_[0]) * count(stencils_[1]) * count(stencils_[2]) >
         most) {
    width *= 1.25;
  }
  for (Stencil& stencil : stencils_) {
    stencil.cells = static_cast<int>(count(stencil));
    stencil.width /= stencil.cells;
    stencil.scale *= stencil.cells;
    stencil.reach = static_cast<int>(
        std::min(std::ceil(range_ / stencil.width), double{1 << 20}));
  }
}

int NeighborList::CellAlong(int axis, double fraction) const {
  const Stencil& stencil = stencils_[static_cast<std::size_t>(axis)];
  if (stencil.periodic) fraction -= std::floor(fraction);
  const int cell = static_cast<int>((fraction - stencil.low) * stencil.scale);
  return std::clamp(cell, 0, stencil.cells - 1);
}

std::size_t NeighborList::CellNumber(int x, int y, int z) const {
  const auto nx = static_cast<std::size_t>(stencils_[0].cells);
  const auto ny = static_cast<std::size_t>(stencils_[1].cells);
  return (static_cast<std::size_t>(z) * ny + static_cast<std::size_t>(y)) * nx +
         static_cast<std::size_t>(x);
}

void NeighborList::OrderCells() {
  const std::array<int, 3> counts = {stencils_[0].cells, stencils_[1].cells,
                                     stencils_[2].cells};
  if (counts == ordered_cells_) return;
  ordered_cells_ = counts;
  const auto total = static_cast<std::size_t>(counts[0]) *
                     static_cast<std::size_t>(counts[1]) *
                     static_cast<std::size_t>(counts[2]);
  cells_.clear();
  cells_.reserve(total);
  for (int z = 0; z < counts[2]; ++z) {
    for (int y = 0; y < counts[1]; ++y) {
      for (int x = 0; x < counts[0]; ++x) cells_.push_back({x, y, z});
    }
  }
  const auto key = [](const std::array<int, 3>& cell) {
    return Spread(static_cast<std::uint64_t>(cell[0])) |
           Spread(static_cast<std::uint64_t>(cell[1])) << 1 |
           Spread(static_cast<std::uint64_t>(cell[2])) << 2;
  };
  std::sort(cells_.begin(), cells_.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  ranks_.resize(total);
  for (std::size_t rank = 0; rank < total; ++rank) {
    const auto [x, y, z] = cells_[rank];
    ranks_[CellNumber(x, y, z)] = static_cast<std::int32_t>(rank);
  }
}

void NeighborList::Sort(const Box& box, std::span<const Vec3> positions) {
  const std::size_t atoms = positions.size();
  box_ = box;
  range_ = cutoff_ + skin_;
  if (IsTilted(box)) {
    // Beyond half an edge the nearest image of a tilted box would need a
    // search.
    for (std::size_t a = 0; a < 3; ++a) {
      if (box.periodic[a]) range_ = std::min(range_, box.lengths[a] / 2);
    }
  }
  const Frame frame = FrameOf(box);
  std::vector<Vec3> fractions(atoms);
  for (std::size_t i = 0; i < atoms; ++i) {
    fractions[i] = ToFraction(frame, positions[i]);
  }
  ChooseCells(fractions);
  OrderCells();

  std::vector<std::int32_t> rank_of(atoms);
  cell_starts_.assign(cells_.size() + 1, 0);
  for (std::size_t i = 0; i < atoms; ++i) {
    const int x = CellAlong(0, fractions[i][0]);
    const int y = CellAlong(1, fractions[i][1]);
    const int z = CellAlong(2, fractions[i][2]);
    rank_of[i] = ranks_[CellNumber(x, y, z)];
    ++cell_starts_[static_cast<std::size_t>(rank_of[i]) + 1];
  }
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    cell_starts_[c + 1] += cell_starts_[c];
  }
  order_.resize(atoms);
  std::vector<std::int32_t> next(cell_starts_.begin(), cell_starts_.end() - 1);
  for (std::size_t i = 0; i < atoms; ++i) {
    order_[static_cast<std::size_t>(
        next[static_cast<std::size_t>(rank_of[i])]++)] =
        static_cast<std::int32_t>(i);
  }
  fractions_.resize(atoms);
  for (Coordinates& axis : sorted_positions_) axis.resize(atoms + kRowPadding);
  entries_.resize(atoms + kRowPadding);
  sorted_species_.resize(atoms);
  for (std::size_t k = 0; k < atoms; ++k) {
    const auto i = static_cast<std::size_t>(order_[k]);
    fractions_[k] = fractions[i];
    for (std::size_t a = 0; a < 3; ++a) {
      sorted_positions_[a][k] = positions[i][a];
    }
    sorted_species_[k] = species_[i];
    entries_[k] = species_[i] << kEntryIndexBits | static_cast<std::int32_t>(k);
  }
  rows_.resize(atoms);
  row_sizes_.resize(atoms);
  starts_.resize(atoms);
  if (bounds_.empty()) {
    // No pairs known yet: the same number of atoms for each.
    for (int p = 0; p <= parts_; ++p) {
      bounds_.push_back(
          static_cast<std::int32_t>(atoms * static_cast<std::size_t>(p) /
                                    static_cast<std::size_t>(parts_)));
    }
  }
  ++builds_;
}

void NeighborList::CellsNear(int axis, int cell, std::vector<int>* near) const {
  const Stencil& stencil = stencils_[static_cast<std::size_t>(axis)];
  near->clear();
  if (stencil.periodic && 2 * stencil.reach + 1 >= stencil.cells) {
    for (int c = 0; c < stencil.cells; ++c) near->push_back(c);
    return;
  }
  for (int c = cell - stencil.reach; c <= cell + stencil.reach; ++c) {
    if (stencil.periodic) {
      near->push_back((c + stencil.cells) % stencil.cells);
    } else if (c >= 0 && c < stencil.cells) {
      near->push_back(c);
    }
  }
}

// All atoms of the cell `rank`, then those of near cells behind it.
void NeighborList::FindCandidates(std::int32_t rank, int part) {
  PartWork& work = work_[static_cast<std::size_t>(part)];
  const std::array<int, 3>& own = cells_[static_cast<std::size_t>(rank)];
  for (int a = 0; a < 3; ++a) {
    CellsNear(a, own[static_cast<std::size_t>(a)],
              &work.near[static_cast<std::size_t>(a)]);
  }
  work.count = 0;
  AddCandidates(rank, &work);
  for (const int z : work.near[2]) {
    for (const int y : work.near[1]) {
      const std::size_t line = CellNumber(0, y, z);
      for (const int x : work.near[0]) {
        const std::int32_t near = ranks_[line + static_cast<std::size_t>(x)];
        if (near > rank) AddCandidates(near, &work);
      }
    }
  }
  for (Coordinates& axis : work.candidates) {
    std::fill_n(axis.begin() + static_cast<std::ptrdiff_t>(work.count),
                kRowPadding, std::numeric_limits<double>::quiet_NaN());
  }
}

// Cells have few atoms, so some of the next cell's are copied along rather than
// asking how many there are to copy.
void NeighborList::AddCandidates(std::int32_t rank, PartWork* work) const {
  constexpr std::size_t kCopied = kRowPadding;
  const auto c = static_cast<std::size_t>(rank);
  const auto begin = static_cast<std::size_t>(cell_starts_[c]);
  const auto size = static_cast<std::size_t>(cell_starts_[c + 1]) - begin;
  if (work->count + size + kCopied > work->entries.size()) {
    const std::size_t room = 2 * (work->count + size + kCopied);
    work->entries.resize(room);
    for (Coordinates& axis : work->candidates) axis.resize(room);
  }
  for (std::size_t k = 0; k < size; k += kCopied) {
    const std::size_t to = work->count + k;
    std::memcpy(&work->entries[to], &entries_[begin + k],
                kCopied * sizeof(std::int32_t));
    for (std::size_t a = 0; a < 3; ++a) {
      std::memcpy(&work->candidates[a][to], &sorted_positions_[a][begin + k],
                  kCopied * sizeof(double));
    }
  }
  work->count += size;
}

std::int32_t* NeighborList::Space(PartWork* work, std::size_t entries) const {
  if (work->block < work->blocks.size() &&
      work->used + entries + kFastPadding > work->blocks[work->block].size()) {
    ++work->block;
    work->used = 0;
  }
  if (work->block == work->blocks.size()) work->blocks.emplace_back();
  std::vector<std::int32_t>& block = work->blocks[work->block];
  if (work->used + entries + kFastPadding > block.size()) {
    // Only at its beginning: no row points into it.
    block.resize(std::max(entries, kBlockEntries) + kFastPadding);
  }
  return block.data() + work->used;
}

void NeighborList::FindRows(const EamKernels& kernels, int part) {
  PartWork& work = work_[static_cast<std::size_t>(part)];
  work.block = 0;
  work.used = 0;
  const std::int32_t first = bounds_[static_cast<std::size_t>(part)];
  const std::int32_t last = bounds_[static_cast<std::size_t>(part) + 1];
  const auto dummy = static_cast<std::int32_t>(order_.size());
  // Cells that begin in [first, last).
  auto rank = static_cast<std::int32_t>(
      std::lower_bound(cell_starts_.begin(), cell_starts_.end() - 1, first) -
      cell_starts_.begin());
  const auto cells = static_cast<std::int32_t>(cells_.size());
  const NearestImage image = NearestImageOf(box_);
  const bool tilted = IsTilted(box_);
  for (; rank < cells; ++rank) {
    const std::int32_t begin = cell_starts_[static_cast<std::size_t>(rank)];
    const std::int32_t end = cell_starts_[static_cast<std::size_t>(rank) + 1];
    if (begin >= last) break;
    if (begin == end) continue;
    FindCandidates(rank, part);
    const auto count = static_cast<std::int32_t>(work.count);
    const RowSearch search = {image,
                              tilted,
                              range_ * range_,
                              work.candidates[0].data(),
                              work.candidates[1].data(),
                              work.candidates[2].data(),
                              work.entries.data()};
    for (std::int32_t i = begin; i < end; ++i) {
      const std::int32_t self = i - begin;
      const std::size_t most =
          static_cast<std::size_t>(count - self) + kRowPadding;
      std::int32_t* row = Space(&work, most);
      const std::int32_t size =
          kernels.find_row(search, self, self + 1, count, dummy, row);
      rows_[static_cast<std::size_t>(i)] = row;
      row_sizes_[static_cast<std::size_t>(i)] = size;
      work.used += Padded(size);
    }
  }
}

void NeighborList::Divide() {
  const std::size_t atoms = order_.size();
  array_size_ = 0;
  longest_row_ = 0;
  for (std::size_t k = 0; k < atoms; ++k) {
    starts_[k] = array_size_;
    array_size_ += Padded(row_sizes_[k]);
    longest_row_ = std::max(longest_row_, row_sizes_[k]);
  }
  const std::size_t all = array_size_ + kAtomWork * atoms;
  std::size_t k = 0;
  for (int p = 1; p < parts_; ++p) {
    const std::size_t share =
        all / static_cast<std::size_t>(parts_) * static_cast<std::size_t>(p);
    while (k < atoms && starts_[k] + kAtomWork * k < share) ++k;
    bounds_[static_cast<std::size_t>(p)] = static_cast<std::int32_t>(k);
  }
  std::size_t spare = 0;
  for (std::size_t p = 0; p < static_cast<std::size_t>(parts_); ++p) {
    for (std::int32_t i = bounds_[p]; i < bounds_[p + 1]; ++i) {
      starts_[static_cast<std::size_t>(i)] += spare;
    }
    spare += kRowPadding;
  }
  array_size_ += spare;
}

bool NeighborList::MissesNothing(const Box& box, double drift) const {
  if (empty() || box.periodic != box_.periodic) return false;
  const double stretch = LeastStretch(FrameOf(box), FrameOf(box_));
  return stretch * range_ - 2 * drift >= cutoff_ + kMargin;
}

double NeighborList::DriftSquared(const Box& box, const NearestImage& image,
                                  std::size_t k, const Vec3& position) const {
  const Vec3 there = FromFraction(FrameOf(box), fractions_[k]);
  const Vec3 d = ToNearestImage(
      image,
      {position[0] - there[0], position[1] - there[1], position[2] - there[2]});
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

}  // namespace lehr::md
