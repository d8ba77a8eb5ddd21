#include "worker/lammps/lammps_input.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

namespace lehr::worker {
namespace {

constexpr std::array<char, 3> kAxes = {'x', 'y', 'z'};

// With all digits.
std::string Text(double value) { return absl::StrFormat("%.17g", value); }

bool IsTilted(const md::State& state) {
  return state.box.tilts != md::Vec3{0, 0, 0};
}

double TimeAt(const md::DynamicsLaw& law, std::int64_t step) {
  return static_cast<double>(step) * law.time_step;
}

// Pressure that LAMMPS has as the target of this axis [bar].
std::string PressureAt(const md::DynamicsLaw& law, const md::AxisLaw& axis,
                       std::int64_t step) {
  // 0 and not -0.
  return Text(0 - (axis.stress_start + axis.stress_rate * TimeAt(law, step)));
}

bool HasStress(const md::DynamicsLaw& law) {
  return std::any_of(law.axes.begin(), law.axes.end(), [](const auto& axis) {
    return axis.mode == md::AxisMode::kStress;
  });
}

std::string TemperatureWords(const md::DynamicsLaw& law,
                             const StepRange& range) {
  const md::TemperatureLaw& temperature = *law.temperature;
  const auto at = [&](std::int64_t step) {
    return Text(temperature.start + temperature.rate * TimeAt(law, step));
  };
  return absl::StrFormat(" temp %s %s %s tchain %d", at(range.from),
                         at(range.to), Text(temperature.relaxation_time),
                         temperature.chain_length);
}

std::string BarostatWords(const md::DynamicsLaw& law, const StepRange& range) {
  std::string words;
  const auto add = [&](std::string_view which, const md::AxisLaw& axis) {
    absl::StrAppendFormat(&words, " %s %s %s %s", std::string(which),
                          PressureAt(law, axis, range.from),
                          PressureAt(law, axis, range.to),
                          Text(law.barostat_time));
  };
  if (law.coupling == md::Coupling::kIso) {
    add("iso", law.axes[0]);
  } else {
    for (std::size_t a = 0; a < 3; ++a) {
      if (law.axes[a].mode != md::AxisMode::kStress) continue;
      add(std::string_view(&kAxes[a], 1), law.axes[a]);
    }
    words += " couple none";
  }
  // LAMMPS' drag is a factor of the barostat's frequency, 1/τ_P.
  absl::StrAppendFormat(
      &words, " pchain %d drag %s mtk yes nreset %d flip no",
      law.barostat_chain_length, Text(law.barostat_drag * law.barostat_time),
      law.stress_measure == md::StressMeasure::kCauchy ? 1 : 0);
  return words;
}

std::string IntegratorCommand(const md::DynamicsLaw& law,
                              const StepRange& range) {
  const bool stressed = HasStress(law);
  const bool tempered = law.temperature.has_value();
  const std::string style =
      tempered ? (stressed ? "npt" : "nvt") : (stressed ? "nph" : "nve");
  return absl::StrCat("fix law all ", style,
                      tempered ? TemperatureWords(law, range) : "",
                      stressed ? BarostatWords(law, range) : "");
}

// Rate against the present edge, so that the edge goes on as the law says:
// L(t) = L0 (1 + r t) has the rate r L0 / L from now on; a true one stays.
double RateFromNow(const md::AxisLaw& axis, double start_length,
                   double length) {
  return axis.strain_measure == md::StrainMeasure::kTrue
             ? axis.strain_rate
             : axis.strain_rate * start_length / length;
}

std::string DeformWords(const md::DynamicsLaw& law, const md::State& state) {
  const md::Vec3& start = state.law_start_lengths;
  const md::Vec3& now = state.box.lengths;
  std::string words;
  for (std::size_t a = 0; a < 3; ++a) {
    const md::AxisLaw& axis = law.axes[a];
    if (axis.mode != md::AxisMode::kRate) continue;
    absl::StrAppendFormat(
        &words, " %c %s %s", kAxes[a],
        axis.strain_measure == md::StrainMeasure::kTrue ? "trate" : "erate",
        Text(RateFromNow(axis, start[a], now[a])));
  }
  if (law.shear.has_value()) {
    // LAMMPS' rate of tilt is against the edge along the normal when the fix
    // begins.
    const auto normal = static_cast<std::size_t>(law.shear->normal);
    absl::StrAppendFormat(&words, " %c%c erate %s",
                          kAxes[static_cast<std::size_t>(law.shear->direction)],
                          kAxes[normal],
                          Text(law.shear->rate * start[normal] / now[normal]));
  }
  return words;
}

absl::Status CheckExpressible(const md::DynamicsLaw& law,
                              const md::State& state) {
  for (std::size_t a = 0; a < 3; ++a) {
    const bool free = law.axes[a].mode == md::AxisMode::kFree;
    if (free != state.box.periodic[a]) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "dynamics.%c: expected %s, as the state is, found %s", kAxes[a],
        free ? "a periodic axis" : "a free axis", free ? "free" : "periodic"));
  }
  const bool is_sheared = law.shear.has_value() || IsTilted(state);
  const bool has_free = !state.box.periodic[0] || !state.box.periodic[1] ||
                        !state.box.periodic[2];
  if (is_sheared && has_free) {
    return absl::InvalidArgumentError(
        "dynamics.shear: expected none with free surfaces under LAMMPS");
  }
  if (law.shear.has_value() && law.coupling == md::Coupling::kIso) {
    return absl::InvalidArgumentError(
        "dynamics.coupling: expected none while LAMMPS shears the box, found "
        "iso");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> PairStyleOf(const std::string& setfl) {
  std::istringstream text(setfl);
  std::string line;
  for (int i = 0; i < 3; ++i) std::getline(text, line);  // comments
  std::size_t elements = 0;
  std::getline(text, line);
  std::istringstream(line) >> elements;
  std::size_t rho_points = 0;
  std::size_t r_points = 0;
  double rho_step = 0;
  std::getline(text, line);
  std::istringstream(line) >> rho_points >> rho_step >> r_points;
  std::size_t numbers = 0;
  for (std::string word; text >> word;) ++numbers;
  // Of each element: number, mass, lattice constant, lattice; F(ρ); f(r), for
  // each element as a neighbor or for all. Of each pair: r φ(r).
  const std::size_t common =
      elements * (4 + rho_points) + elements * (elements + 1) / 2 * r_points;
  if (numbers == common + elements * r_points) {
    return std::string("eam/alloy");
  }
  if (numbers == common + elements * elements * r_points) {
    return std::string("eam/fs");
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "potential: expected %d numbers (eam/alloy) or %d (eam/fs) after line 5, "
      "found %d",
      common + elements * r_points, common + elements * elements * r_points,
      numbers));
}

std::vector<std::string> BoxCommands(const md::State& state, bool tilted) {
  std::vector<std::string> commands = {"units metal", "atom_style atomic",
                                       "atom_modify map array", "suffix opt"};
  std::vector<std::string> boundaries;
  std::vector<std::string> edges;
  for (std::size_t a = 0; a < 3; ++a) {
    const bool periodic = state.box.periodic[a];
    boundaries.push_back(periodic ? "p" : "s");
    double low = 0;
    double high = state.box.lengths[a];
    if (!periodic) {  // atoms may be anywhere; LAMMPS wraps its box around them
      for (const md::Vec3& position : state.atoms.positions) {
        low = std::min(low, position[a]);
        high = std::max(high, position[a]);
      }
    }
    edges.push_back(absl::StrCat(Text(low), " ", Text(high)));
  }
  commands.push_back("boundary " + absl::StrJoin(boundaries, " "));
  const std::string region = absl::StrJoin(edges, " ");
  if (tilted || IsTilted(state)) {
    const md::Vec3& tilts = state.box.tilts;  // yz, xz, xy
    commands.push_back("box tilt large");
    commands.push_back(absl::StrFormat("region box prism %s %s %s %s units box",
                                       region, Text(tilts[2]), Text(tilts[1]),
                                       Text(tilts[0])));
  } else {
    commands.push_back(
        absl::StrFormat("region box block %s units box", region));
  }
  commands.push_back(
      absl::StrFormat("create_box %d box", state.elements.size()));
  return commands;
}

std::vector<std::string> PotentialCommands(const md::State& state,
                                           const std::string& pair_style,
                                           const std::string& file) {
  std::vector<std::string> commands = {
      "pair_style " + pair_style,
      absl::StrFormat("pair_coeff * * %s %s", file,
                      absl::StrJoin(state.elements, " "))};
  for (std::size_t k = 0; k < state.masses.size(); ++k) {
    commands.push_back(
        absl::StrFormat("mass %d %s", k + 1, Text(state.masses[k])));
  }
  commands.push_back("neighbor 1.0 bin");
  commands.push_back("neigh_modify every 1 delay 0 check yes");
  // What is read between runs is known only if it stands here.
  commands.push_back(
      "thermo_style custom step temp pe press pxx pyy pzz pyz pxz pxy");
  commands.push_back("thermo_modify norm no lost error flush no");
  commands.push_back("thermo 0");
  return commands;
}

absl::StatusOr<std::vector<std::string>> LawCommands(const md::DynamicsLaw& law,
                                                     const md::State& state,
                                                     const StepRange& range) {
  if (absl::Status can = CheckExpressible(law, state); !can.ok()) return can;
  std::vector<std::string> commands = {
      "timestep " + Text(law.time_step),
      absl::StrFormat("reset_timestep %d", range.from),
      IntegratorCommand(law, range)};
  const std::string deform = DeformWords(law, state);
  if (!deform.empty()) {
    commands.push_back(
        absl::StrCat("fix strain all deform 1", deform, " remap x flip no"));
  }
  return commands;
}

std::vector<std::string> MeansCommands(const md::State& state,
                                       std::int64_t record_steps) {
  std::vector<std::string> formulas = {"temp", "pe", "ke", "econserve", "lx",
                                       "ly",   "lz", "yz", "xz",        "xy"};
  for (std::size_t a = 0; a < 3; ++a) {
    const char axis = kAxes[a];
    formulas.push_back(
        state.box.periodic[a]
            ? absl::StrFormat("l%c", axis)
            : absl::StrFormat("bound(all,%cmax)-bound(all,%cmin)", axis, axis));
  }
  for (const char* pressure : {"pxx", "pyy", "pzz", "pyz", "pxz", "pxy"}) {
    formulas.push_back(absl::StrCat(pressure, "*vol"));
  }
  std::vector<std::string> commands;
  std::string fix = absl::StrFormat("fix %s all ave/time 1 %d %d", kMeansFix,
                                    record_steps, record_steps);
  for (std::size_t i = 0; i < formulas.size(); ++i) {
    commands.push_back(
        absl::StrFormat("variable m%d equal %s", i, formulas[i]));
    absl::StrAppendFormat(&fix, " v_m%d", i);
  }
  commands.push_back(fix);
  return commands;
}

}  // namespace lehr::worker
