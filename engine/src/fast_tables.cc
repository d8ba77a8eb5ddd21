#include "engine/src/fast_tables.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/src/fast_fit.h"
#include "engine/src/fixed_point.h"

namespace lehr::md {
namespace {

// Densities are weighed as if the steepest beyond this share of the cutoff made
// a force of so many eV/Å, which is what F' f' is at most in metals.
constexpr double kNearShare = 0.3;
constexpr double kDensityForce = 3;

// Cells are at most this wide [Å]: to a parabola on one, the rest of a smooth
// function is nothing.
constexpr double kWidestCell = 0.002;
// c2 of −φ'/r in multiples of this [eV/Å²]; c2 of −f'/r accordingly.
constexpr double kCurveQuantum = 0x1p-20;

// A pair with more energy than this [eV] is left to the reference path.
constexpr double kMostEnergy = 12;

// The tables begin here or above [Å]. In melts of 2000 K no pair is nearer than
// 1.8 Å, and the nearer they may be, the coarser must the density's quantum be.
constexpr double kLeast = 1.6;

// Steps of searches along r.
constexpr double kSearchStep = 0.01;  // Å

double SteepestBeyond(const RadialFunction& function, double from,
                      double cutoff) {
  double steepest = 0;
  for (double r = from; r < cutoff; r += kSearchStep) {
    steepest = std::max(steepest, std::abs(function.At(r).slope));
  }
  return steepest;
}

// A bound of Σ_j f(r_j) over any neighbors beyond `from` that are `closest`
// apart: at most (2 R / closest + 1)³ of them, spheres without overlap, are
// within R.
double LargestSum(const RadialFunction& function, double closest, double from,
                  double cutoff) {
  double sum = 0;
  double envelope = 0;
  for (double r = cutoff; r > from - kSearchStep; r -= kSearchStep) {
    const double rise =
        std::max(0.0, std::abs(function.At(r).value) - envelope);
    const double ratio = 2 * (r + kSearchStep) / closest + 1;
    sum += ratio * ratio * ratio * rise;
    envelope += rise;
  }
  return sum;
}

// The distance from which on |φ| is below kMostEnergy, or `least`.
double ClosestOf(const RadialFunction& pair, double least, double cutoff) {
  double r = cutoff;
  while (r > least && std::abs(pair.At(r).value) < kMostEnergy) {
    r -= kSearchStep;
  }
  return std::max(least, r + kSearchStep);
}

// All that the tables of a pair of species a, b are made from.
struct PairSource {
  RadialFunction at_a;  // f_{a←b}
  RadialFunction at_b;  // f_{b←a}
  RadialFunction pair;  // φ
};

PairSource SourceOf(const SetflTable& table, std::size_t a, std::size_t b) {
  const double step = table.distance_step;
  return {RadialFunction(table.density[a][b], step, false),
          RadialFunction(table.density[b][a], step, false),
          RadialFunction(table.pair[SetflTable::PairIndex(a, b)], step, true)};
}

// Coefficients as [degree][piece].
std::vector<float> Arranged(std::span<const Polynomial> pieces, double scale) {
  std::vector<float> values(std::size_t{kDegree + 1} * kPieces);
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for (std::size_t k = 0; k <= kDegree; ++k) {
      values[kPieces * k + p] = static_cast<float>(scale * pieces[p][k]);
    }
  }
  return values;
}

std::vector<Polynomial> FitAll(const RadialFunction& function,
                               std::span<const double> ends) {
  std::vector<Polynomial> pieces;
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    pieces.push_back(FitPolynomial(function, ends[k], ends[k + 1]));
  }
  return pieces;
}

std::vector<float> BinEnds(std::span<const double> ends, const Bins& bins) {
  const auto with_piece = [](float end, std::uint32_t piece) {
    return std::bit_cast<float>(
        (std::bit_cast<std::uint32_t>(end) & ~std::uint32_t{kPieces - 1}) |
        piece);
  };
  std::vector<float> result(kBins);
  std::uint32_t piece = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    const double next = ends[piece + 1];
    const bool inside =
        piece + 2 < ends.size() && next <= BinBegin(bins, bin + 1);
    result[static_cast<std::size_t>(bin)] =
        with_piece(inside ? static_cast<float>(next) : 1e30F, piece);
    if (inside) ++piece;
  }
  return result;
}

std::vector<float> Centers(std::span<const double> ends) {
  std::vector<float> result(kPieces);
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    result[k] = static_cast<float>(0.5 * (ends[k] + ends[k + 1]));
  }
  return result;
}

// Cells of −f'/r in quanta of the force: c0 and c1 with c2 go to
// fields[stride n] and the one behind for the cell first + n.
void FillCells(const RadialFunction& function, double cells_per_length,
               std::int32_t first, double curve_quantum, std::size_t stride,
               std::span<std::int32_t> fields) {
  const auto psi = [&](double cell) {
    const double r = cell / cells_per_length;
    return -function.At(r).slope / (r * kFastForceQuantum);
  };
  constexpr std::uint32_t kCurveMask = (1U << kCurveBits) - 1;
  constexpr double kMostCurve = (1 << (kCurveBits - 1)) - 1;
  for (std::size_t n = 0; stride * n + 1 < fields.size(); ++n) {
    const double left = static_cast<double>(first) + static_cast<double>(n);
    // Not the ends themselves: they belong to two parabolas.
    const double at_left = psi(left + 1e-9);
    const double middle = psi(left + 0.5);
    const double at_right = psi(left + 1 - 1e-9);
    const double curve =
        std::clamp(2 * (at_left + at_right - 2 * middle) / curve_quantum,
                   -kMostCurve, kMostCurve);
    const auto c2 =
        static_cast<std::int32_t>(curve < 0 ? curve - 0.5 : curve + 0.5);
    // What of the curve is not in c2 is shared by the middle and the ends.
    const double rest =
        0.25 * (2 * (at_left + at_right - 2 * middle) - c2 * curve_quantum);
    const auto slope = static_cast<float>(at_right - at_left);
    const auto c0 = static_cast<float>(middle + 0.5 * rest);
    const std::uint32_t low = static_cast<std::uint32_t>(c2) & kCurveMask;
    // The float nearest the slope that has these bits.
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(slope);
    const std::uint32_t c1 =
        ((bits - low + (kCurveMask + 1) / 2) & ~kCurveMask) | low;
    fields[stride * n] = std::bit_cast<std::int32_t>(c0);
    fields[stride * n + 1] = static_cast<std::int32_t>(c1);
  }
}

}  // namespace

FastTables::FastTables(const SetflTable& table,
                       std::span<const std::size_t> file_element, double least)
    : species_(static_cast<int>(file_element.size())),
      pairs_(file_element.size() * file_element.size()) {
  SetRange(table, file_element, least);
  std::size_t number = 0;
  for (const std::size_t a : file_element) {
    for (const std::size_t b : file_element) {
      FastPair& pair = pairs_[number++];
      pair.one_density = table.density[a][b] == table.density[b][a];
      one_density_ = one_density_ && pair.one_density;
    }
  }
  MakeRoomForCells();
  number = 0;
  for (const std::size_t a : file_element) {
    for (const std::size_t b : file_element) AddPair(table, a, b, number++);
  }
}

// Begins of the cells of each pair, those of (a, b) and (b, a) at one place.
void FastTables::MakeRoomForCells() {
  constexpr std::size_t kLine = 16;  // fields
  const auto kinds = static_cast<std::size_t>(species_);
  const auto cells = static_cast<std::size_t>(cells_of_pair_);
  std::size_t end = kLine;
  for (std::size_t number = 0; number < pairs_.size(); ++number) {
    FastPair& pair = pairs_[number];
    const std::size_t mirror = number % kinds * kinds + number / kinds;
    if (mirror < number) {
      pair.cells_begin = pairs_[mirror].cells_begin;
      pair.swapped = true;
      continue;
    }
    const auto fields = static_cast<std::int32_t>(CellFields(pair));
    pair.cells_begin = (static_cast<std::int32_t>(end) - fields * first_cell_) *
                       static_cast<std::int32_t>(sizeof(std::int32_t));
    end += (CellFields(pair) * cells + kLine - 1) / kLine * kLine;
  }
  cells_.Reserve(end);
  std::fill_n(cells_.data(), end, 0);
}

void FastTables::AddPair(const SetflTable& table, std::size_t a, std::size_t b,
                         std::size_t number) {
  const PairSource source = SourceOf(table, a, b);
  const double weight = kCurveQuantum / slope_quantum_;
  const Curve curves[3] = {
      {&source.at_a, weight}, {&source.at_b, weight}, {&source.pair, 1}};
  const std::vector<double> ends =
      ChooseIntervals(curves, bins_, pairs_[number].closest_squared,
                      table.cutoff * table.cutoff);
  FastPair& pair = pairs_[number];
  pair.ends = Store(BinEnds(ends, bins_));
  pair.centers = Store(Centers(ends));
  pair.energy = Store(
      Arranged(FitAll(source.pair, ends), 1 / double{kFastEnergyQuantum}));
  pair.density =
      Store(Arranged(FitAll(source.at_a, ends), 1 / density_quantum_));
  pair.other_density =
      pair.one_density
          ? pair.density
          : Store(Arranged(FitAll(source.at_b, ends), 1 / density_quantum_));

  if (pair.swapped) return;
  const std::size_t stride = CellFields(pair);
  const auto begin = static_cast<std::size_t>(
      pair.cells_begin / static_cast<std::int32_t>(sizeof(std::int32_t)) +
      static_cast<std::int32_t>(stride) * first_cell_);
  const std::span fields(cells_.data() + begin,
                         stride * static_cast<std::size_t>(cells_of_pair_));
  const auto fill = [&](const RadialFunction& function, double curve_quantum,
                        std::size_t field) {
    FillCells(function, cells_per_length_, first_cell_,
              curve_quantum / kFastForceQuantum, stride, fields.subspan(field));
  };
  fill(source.pair, kCurveQuantum, 0);
  fill(source.at_a, slope_quantum_, 2);
  if (!pair.one_density) fill(source.at_b, slope_quantum_, 4);
}

float FastTables::energy_curve() const {
  return static_cast<float>(kCurveQuantum / double{kFastForceQuantum} *
                            0x1p-32 * (1 << kCurveBits));
}

float FastTables::slope_curve() const {
  return energy_curve() * static_cast<float>(slope_quantum_ / kCurveQuantum);
}

void FastTables::SetRange(const SetflTable& table,
                          std::span<const std::size_t> file_element,
                          double least) {
  const double cutoff = table.cutoff;
  least = std::max(least, std::min(kLeast, 0.5 * cutoff));
  double closest = cutoff;
  FastPair* next = pairs_.data();
  for (const std::size_t a : file_element) {
    for (const std::size_t b : file_element) {
      const double r = ClosestOf(SourceOf(table, a, b).pair, least, cutoff);
      (next++)->closest_squared = static_cast<float>(r * r);
      closest = std::min(closest, r);
    }
  }
  bins_ = {closest, kBins / (cutoff - closest)};
  double largest_sum = 1e-30;
  double steepest = 1e-30;
  next = pairs_.data();
  for (const std::size_t a : file_element) {
    double sum = 0;
    for (const std::size_t b : file_element) {
      const RadialFunction density = SourceOf(table, a, b).at_a;
      const double from = std::sqrt(double{(next++)->closest_squared});
      sum += LargestSum(density, closest, from, cutoff);
      steepest = std::max(steepest,
                          SteepestBeyond(density, kNearShare * cutoff, cutoff));
    }
    largest_sum = std::max(largest_sum, sum);
  }
  density_quantum_ =
      FixedPoint::WithExponent(CeilLog2(largest_sum) - 31).quantum;
  // One eV for what polynomials may overshoot.
  most_energies_ = static_cast<std::int32_t>(0x1p31 * kFastEnergyQuantum /
                                             (kMostEnergy + 1));
  const double cells = std::ceil(table.distance_step / kWidestCell);
  cells_per_length_ = cells / table.distance_step;
  // One more at each end, for the rounding of r.
  first_cell_ = static_cast<std::int32_t>(closest * cells_per_length_) - 1;
  cells_of_pair_ =
      static_cast<std::int32_t>(cutoff * cells_per_length_) + 2 - first_cell_;
  slope_quantum_ =
      kCurveQuantum *
      FixedPoint::WithExponent(CeilLog2(steepest / kDensityForce)).quantum;
}

const float* FastTables::Store(std::span<const float> values) {
  AlignedBuffer<float>& buffer = values_.emplace_back();
  buffer.Reserve(values.size());
  std::copy(values.begin(), values.end(), buffer.data());
  return buffer.data();
}

}  // namespace lehr::md
