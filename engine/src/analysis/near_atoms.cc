#include "engine/src/analysis/near_atoms.h"

#include <cmath>

#include <absl/strings/str_format.h>

namespace lehr::md::analysis {
namespace {

// Cells to a range, as in NeighborList.
constexpr double kCellsPerRange = 2;

// Positions are exact to 1e-13 Å; with this margin [Å] rounding hides no pair.
constexpr double kMargin = 1e-9;

// Distances between opposite faces of the cell: 1 / |row of H⁻¹|.
Vec3 Heights(const Lattice3& lattice) {
  const auto [lx, ly, lz] = lattice.lengths;
  const auto [yz, xz, xy] = lattice.tilts;
  const double skew = (xy * yz - xz * ly) / (ly * lz);
  return {lx / std::sqrt(1 + xy * xy / (ly * ly) + skew * skew),
          ly / std::sqrt(1 + yz * yz / (lz * lz)), lz};
}

}  // namespace

Lattice3 LatticeOf(const Box& box) {
  Lattice3 lattice{box.lengths, box.tilts};
  for (std::size_t a = 0; a < 3; ++a) {
    if (!box.periodic[a]) lattice.lengths[a] = 1.0;
  }
  if (!box.periodic[2]) lattice.tilts[0] = lattice.tilts[1] = 0;
  if (!box.periodic[1]) lattice.tilts[2] = 0;
  return lattice;
}

Vec3 ToFraction(const Lattice3& lattice, const Vec3& r) {
  const auto& [lx, ly, lz] = lattice.lengths;
  const auto& [yz, xz, xy] = lattice.tilts;
  const double z = r[2] / lz;
  const double y = (r[1] - yz * z) / ly;
  return {(r[0] - xz * z - xy * y) / lx, y, z};
}

Vec3 FromFraction(const Lattice3& lattice, const Vec3& s) {
  const auto& [lx, ly, lz] = lattice.lengths;
  const auto& [yz, xz, xy] = lattice.tilts;
  return {lx * s[0] + xy * s[1] + xz * s[2], ly * s[1] + yz * s[2], lz * s[2]};
}

absl::Status CheckCutoff(std::string_view where, const Box& box,
                         double cutoff) {
  if (!(cutoff > 0) || !std::isfinite(cutoff)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected a positive cutoff, found %g Å", where, cutoff));
  }
  for (std::size_t a = 0; a < 3; ++a) {
    if (box.periodic[a] && cutoff > box.lengths[a] / 2) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s: expected a cutoff of at most half the edge along %c, %.4g Å, "
          "found %g Å: lower it or take a larger box",
          where, "xyz"[a], box.lengths[a] / 2, cutoff));
    }
  }
  return absl::OkStatus();
}

NearAtoms::NearAtoms(const Box& box, std::span<const Vec3> positions,
                     double range)
    : range_(range), lattice_(LatticeOf(box)) {
  const std::size_t n = positions.size();
  std::vector<Vec3> fractions(n);
  std::vector<Vec3> wrapped(positions.begin(), positions.end());
  for (std::size_t i = 0; i < n; ++i) {
    fractions[i] = ToFraction(lattice_, positions[i]);
    Vec3 turns = {0, 0, 0};
    for (std::size_t a = 0; a < 3; ++a) {
      if (box.periodic[a]) turns[a] = std::floor(fractions[i][a]);
      fractions[i][a] -= turns[a];
    }
    const Vec3 shift = FromFraction(lattice_, turns);
    for (std::size_t a = 0; a < 3; ++a) wrapped[i][a] -= shift[a];
  }
  ChooseCells(fractions, box);

  std::vector<std::array<std::int32_t, 3>> cells(n);
  const auto number = [&](std::size_t i) {
    return CellNumber(cells[i][0], cells[i][1], cells[i][2]);
  };
  cell_starts_.assign(static_cast<std::size_t>(axes_[0].cells) *
                              static_cast<std::size_t>(axes_[1].cells) *
                              static_cast<std::size_t>(axes_[2].cells) +
                          1,
                      0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      cells[i][a] = CellAlong(a, fractions[i][a]);
    }
    ++cell_starts_[number(i) + 1];
  }
  for (std::size_t c = 1; c < cell_starts_.size(); ++c) {
    cell_starts_[c] += cell_starts_[c - 1];
  }
  std::vector<std::size_t> next(cell_starts_.begin(), cell_starts_.end() - 1);
  atoms_.resize(n);
  places_.resize(n);
  at_.resize(n);
  for (std::vector<double>* axis : {&x_, &y_, &z_}) axis->resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t place = next[number(i)]++;
    atoms_[place] = i;
    places_[i] = place;
    at_[place] = cells[i];
    x_[place] = wrapped[i][0];
    y_[place] = wrapped[i][1];
    z_[place] = wrapped[i][2];
  }
}

void NearAtoms::ChooseCells(std::span<const Vec3> fractions, const Box& box) {
  const Vec3 heights = Heights(lattice_);
  Vec3 widths = heights;  // of all cells, between their faces [Å]
  for (std::size_t a = 0; a < 3; ++a) {
    Axis& axis = axes_[a];
    axis.periodic = box.periodic[a];
    if (axis.periodic || fractions.empty()) continue;
    const auto [low, high] = std::minmax_element(
        fractions.begin(), fractions.end(),
        [a](const Vec3& s, const Vec3& t) { return s[a] < t[a]; });
    axis.low = (*low)[a];
    // Not zero, for one atom or a plane of them.
    const double span = (*high)[a] - (*low)[a] + kMargin;
    axis.scale = 1 / span;
    widths[a] = span * heights[a];
  }
  // Bounded by the number of atoms, whatever the box.
  double width = range_ / kCellsPerRange;
  const double most = 64 + 4 * static_cast<double>(fractions.size());
  const auto count = [&](std::size_t a) {
    return std::max(1.0, std::floor(widths[a] / width));
  };
  while (count(0) * count(1) * count(2) > most) width *= 1.25;
  for (std::size_t a = 0; a < 3; ++a) {
    Axis& axis = axes_[a];
    axis.cells = static_cast<int>(count(a));
    axis.scale *= axis.cells;
    // All cells of a plane of atoms are thinner than any range.
    axis.reach = static_cast<int>(
        std::min(std::ceil((range_ + kMargin) * axis.cells / widths[a]),
                 double{1 << 20}));
    if (!axis.periodic) axis.reach = std::min(axis.reach, axis.cells);
  }
}

int NearAtoms::CellAlong(std::size_t axis, double fraction) const {
  const Axis& along = axes_[axis];
  const int cell = static_cast<int>((fraction - along.low) * along.scale);
  return std::clamp(cell, 0, along.cells - 1);
}

std::size_t NearAtoms::CellNumber(int x, int y, int z) const {
  return (static_cast<std::size_t>(z) *
              static_cast<std::size_t>(axes_[1].cells) +
          static_cast<std::size_t>(y)) *
             static_cast<std::size_t>(axes_[0].cells) +
         static_cast<std::size_t>(x);
}

}  // namespace lehr::md::analysis
