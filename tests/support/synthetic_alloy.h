#ifndef LEHR_TESTS_SUPPORT_SYNTHETIC_ALLOY_H_
#define LEHR_TESTS_SUPPORT_SYNTHETIC_ALLOY_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "lehr/md/state.h"

namespace lehr::md {

// SyntheticAlloy is a made-up embedded-atom alloy of two elements with smooth
// functions that end at the cutoff with zero slope. It binds like a metal and
// describes none.
struct SyntheticAlloy {
  bool finnis_sinclair = true;
  int densities = 401;
  double density_step = 0.02;
  int distances = 501;
  double distance_step = 0.01;  // Å
  double cutoff = 5.0;          // Å

  // Elements and masses in the order of the file.
  std::vector<std::string> elements = {"Zr", "Cu"};
  std::vector<double> masses = {91.224, 63.546};

  double TailAt(double r) const {
    return r < cutoff ? std::pow(1 - r / cutoff, 3) : 0;
  }
  // f_{a←b}(r); of b alone if not finnis_sinclair.
  double DensityAt(int a, int b, double r) const {
    const double site = finnis_sinclair ? 1 + 0.15 * a : 1;
    return site * (1 + 0.3 * b) * 3 * std::exp(-0.7 * r) * TailAt(r) * 4;
  }
  // F_a(ρ), eV.
  double EmbeddingAt(int a, double rho) const {
    return -(2.0 + 0.4 * a) * std::sqrt(rho + 0.05) + 0.03 * rho * rho;
  }
  // r φ_ab(r), eV Å.
  double PairAt(int a, int b, double r) const {
    return (6 + a + b) * 30 * std::exp(-1.6 * r) * TailAt(r);
  }

  // The text of its setfl file.
  std::string Setfl() const {
    const auto n = static_cast<int>(elements.size());
    std::string text = "made up\nfor tests\nof no metal\n";
    absl::StrAppendFormat(&text, "%d", n);
    for (const std::string& element : elements) text += " " + element;
    absl::StrAppendFormat(&text, "\n%d %.17g %d %.17g %.17g # a remark\n",
                          densities, density_step, distances, distance_step,
                          cutoff);
    const auto append = [&](int count, auto&& value) {
      for (int k = 0; k < count; ++k) {
        absl::StrAppendFormat(&text, "%.17g%c", value(k),
                              k % 5 == 4 || k + 1 == count ? '\n' : ' ');
      }
    };
    for (int b = 0; b < n; ++b) {
      absl::StrAppendFormat(&text, "%d %.17g 3.6 fcc\n", 29 + b,
                            masses[static_cast<std::size_t>(b)]);
      append(densities,
             [&](int k) { return EmbeddingAt(b, k * density_step); });
      for (int a = 0; a < (finnis_sinclair ? n : 1); ++a) {
        append(distances,
               [&](int k) { return DensityAt(a, b, k * distance_step); });
      }
    }
    for (int a = 0; a < n; ++a) {
      for (int b = 0; b <= a; ++b) {
        append(distances,
               [&](int k) { return PairAt(a, b, k * distance_step); });
      }
    }
    return text;
  }
};

// A disordered alloy: fcc of cells[0] × cells[1] × cells[2] cubic cells of edge
// `a` [Å] with each coordinate displaced by up to `jitter` [Å] and species
// (0 or 1) drawn at random, wrapped into the periodic box.
inline State DisorderedAlloy(std::array<int, 3> cells, double a, double jitter,
                             unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> shift(-jitter, jitter);
  State state;
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  for (std::size_t k = 0; k < 3; ++k) state.box.lengths[k] = cells[k] * a;
  const std::vector<Vec3> basis = {
      {0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
  for (int x = 0; x < cells[0]; ++x) {
    for (int y = 0; y < cells[1]; ++y) {
      for (int z = 0; z < cells[2]; ++z) {
        for (const Vec3& b : basis) {
          Vec3 r = {(x + b[0]) * a, (y + b[1]) * a, (z + b[2]) * a};
          for (std::size_t k = 0; k < 3; ++k) {
            const double edge = state.box.lengths[k];
            r[k] += shift(engine);
            r[k] -= std::floor(r[k] / edge) * edge;
            r[k] = std::min(r[k], std::nextafter(edge, 0.0));
          }
          state.atoms.positions.push_back(r);
          state.atoms.species.push_back(
              static_cast<std::int32_t>(engine() % 3 == 0 ? 1 : 0));
        }
      }
    }
  }
  state.atoms.velocities.resize(state.atoms.size());
  state.atoms.images.resize(state.atoms.size());
  return state;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_SUPPORT_SYNTHETIC_ALLOY_H_
