#ifndef LEHR_TESTS_BENCH_SAMPLE_H_
#define LEHR_TESTS_BENCH_SAMPLE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/law.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state.h"

namespace lehr::bench {

// What is measured: Cu64Zr36, made by the engine itself, under zero stress.

// A potential for Cu (species 0) and Zr (1), with its file.
struct AlloyPotential {
  std::filesystem::path path;
  std::string content;
  std::unique_ptr<md::EamPotential> model;

  std::string name() const { return path.filename().string(); }
};

absl::StatusOr<AlloyPotential> ReadAlloyPotential(
    const std::filesystem::path& path);

// Mendelev's of Debian's lammps-data, and the reference study's beside the
// source; those that are there.
std::vector<std::filesystem::path> KnownPotentials();

// The hold that is measured: 2 fs, every axis with a barostat of its own at
// zero stress (so that stress is needed in every step), τ 0.2 ps, τ_P 2 ps.
md::DynamicsLaw HoldLaw(double kelvin,
                        md::Precision precision = md::Precision::kReference);

struct SampleRecipe {
  std::int64_t atoms = 13500;
  double temperature = 300;  // K
  // Made in a few steps: enough to try a program, neither glass nor melt.
  bool crude = false;
};

// The size nearest to `atoms` that a sample can have: 4 n³, with n a multiple
// of 5, 6 or 7, the edges of what is quenched, in fcc cells.
std::int64_t SampleSize(std::int64_t atoms);

// A sample of SampleSize(recipe.atoms) atoms: 500 to 1,372 atoms melted at 2000
// K and, below 1200 K, cooled at 200 K/ps, then repeated, given new velocities
// and held for some steps. Kept in `cache`: the second time it is only read.
// Too fast for science; density, pair distances and speeds are those of a
// glass.
absl::StatusOr<md::State> MakeSample(const AlloyPotential& potential,
                                     const SampleRecipe& recipe,
                                     const std::filesystem::path& cache);

// For md::Simulation::Options::seconds.
double CpuSeconds();

// Takes steps until the simulation has chosen its skin, 2,000 at most.
absl::Status Settle(md::Simulation& simulation);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_SAMPLE_H_
