#ifndef LEHR_TESTS_PHYSICS_DYNAMICS_LAMMPS_H_
#define LEHR_TESTS_PHYSICS_DYNAMICS_LAMMPS_H_

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/formats/lammps_data.h"
#include "lehr/md/state.h"
#include "lehr/md/units.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {

// LAMMPS as a second opinion, where it is installed.

inline constexpr const char* kLammps = "/usr/bin/lmp";
inline constexpr const char* kCuZrFile =
    "/usr/share/lammps/potentials/CuZr_mm.eam.fs";

inline bool HasLammps() {
  return std::filesystem::exists(kLammps) && std::filesystem::exists(kCuZrFile);
}

// The constants that LAMMPS has for units metal are rounded: k_B in eV/K and
// amu (Å/ps)² in eV. With masses and temperatures scaled by the ratios its
// equations are ours.
inline constexpr double kLammpsBoltzmann = 8.617343e-5;
inline constexpr double kLammpsKineticToEv = 1.0364269e-4;

inline double LammpsTemperature(double kelvin) {
  return kelvin * kBoltzmann / kLammpsBoltzmann;
}

// LAMMPS' eV/Å³ in bar; stresses are scaled as temperatures are.
inline constexpr double kLammpsBar = 1.6021765e6;

inline double LammpsBar(double bar) {
  return bar * kLammpsBar / kEvPerCubicAngstromToBar;
}

// The alloy's potential for Cu and Zr as LAMMPS reads it. It takes masses from
// the file and forgets those of the data, so they are set again.
inline std::string CuZrPair(const State& start) {
  std::string text = absl::StrFormat(
      "pair_style eam/fs\npair_coeff * * %s Cu Zr\ntimestep 0.002\n",
      kCuZrFile);
  for (std::size_t s = 0; s < start.masses.size(); ++s) {
    absl::StrAppendFormat(&text, "mass %d %.17g\n", s + 1,
                          start.masses[s] * kKineticToEv / kLammpsKineticToEv);
  }
  return text;
}

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Runs `commands` on `start` (read_data comes before them, so that they begin
// with pair_style) and returns the folder of what they wrote.
inline std::filesystem::path RunLammps(State start,
                                       const std::string& commands) {
  for (double& mass : start.masses) {
    mass *= kKineticToEv / kLammpsKineticToEv;
  }
  const std::filesystem::path folder = MakeTestFolder();
  std::ofstream(folder / "start.data") << formats::WriteLammpsData(start);
  std::ofstream(folder / "run.in")
      << "units metal\natom_style atomic\nboundary p p p\n"
      << "shell cd " << folder.string() << "\nread_data start.data\n"
      << commands;
  const ProgramResult result =
      RunProgram(folder, {kLammps, "-in", (folder / "run.in").string(), "-log",
                          (folder / "log").string()});
  EXPECT_EQ(result.code, 0) << result.output << result.errors;
  return folder;
}

// Runs dynamics as RunLammps, then reads back what is there at the end.
inline State RunLammpsDynamics(const State& start, const std::string& commands,
                               int steps) {
  std::ostringstream all;
  all << commands << "run " << steps << "\n"
      << "write_data end.data nocoeff\n";
  const std::filesystem::path folder = RunLammps(start, all.str());
  auto state = formats::ReadLammpsData(ReadText(folder / "end.data"),
                                       "end.data", start.elements);
  EXPECT_OK(state);
  return *state;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_PHYSICS_DYNAMICS_LAMMPS_H_
