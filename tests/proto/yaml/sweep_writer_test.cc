#include "proto/yaml/sweep_writer.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/yaml/sweep_text.h"
#include "tests/support/status_matchers.h"

namespace lehr::yaml {
namespace {

namespace fs = std::filesystem;

// The sweep as it is read from what was written.
SweepFile ReadBack(const v1::SweepSpec& spec, const std::string& potential) {
  const WrittenSweep written = WriteSweep(spec, potential);
  const fs::path folder = fs::path(testing::TempDir()) / "sweep_writer_test";
  fs::create_directories(folder);
  for (const auto& [name, content] : written.files) {
    std::ofstream(folder / name) << content;
  }
  SweepFile file =
      ParseSweepFile((folder / "sweep.yaml").string(), written.text);
  EXPECT_EQ(FormatProblems(file.path, file.problems), "") << written.text;
  return file;
}

void ExpectTheSameAgain(const SweepFile& file) {
  const SweepFile again = ReadBack(file.spec, file.potential);
  EXPECT_EQ(again.spec.DebugString(), file.spec.DebugString());
  EXPECT_EQ(again.potential, file.potential);
}

TEST(SweepWriterTest, SweepsInDeployAreReadAgainAsTheyWere) {
  int sweeps = 0;
  for (const auto& entry : fs::directory_iterator(LEHR_DEPLOY_SWEEPS)) {
    SCOPED_TRACE(entry.path());
    const auto file = ReadSweepFile(entry.path());
    ASSERT_OK(file);
    ExpectTheSameAgain(*file);
    ++sweeps;
  }
  EXPECT_GE(sweeps, 2);
}

TEST(SweepWriterTest, EveryKeyIsReadAgainAsItWas) {
  const fs::path folder = fs::path(testing::TempDir()) / "sweep_writer_test";
  fs::create_directories(folder);
  std::ofstream(folder / "classes.txt") << "0 0 12 0 1\n0 2 8 2 II\n";
  const SweepFile file = ParseSweepFile((folder / "all.yaml").string(), R"(
name: "007"
description: "a: b # c"
material: {composition: {Cu: 0.64, Zr: 0.36}, potential: "my files/x.fs"}
settings: {time_step_fs: 1.5, thermostat_time_ps: 0.1, chain_length: 4,
           barostat_time_ps: 3, barostat_drag_per_ps: 0.25, record_ps: 0.3,
           stress_measure: reference, precision: reference}
seed: -9007199254740993
replicas: 3
priority: -2
baseline: as_cast
zipped:
  - {a: [1, 2], b: [0.1, 1e-7]}
  - {c: {from: 1, to: 100, count: 2, scale: log}, d: [3, 4]}
parameters: {e: 5, f: {from: 0, to: 1, step: 0.25}}
sample:
  - create: {lattice: bcc, cells: [2, 3, 4], lattice_constant_A: 3.2, seed: 0}
  - velocities: {T: $e, seed: -1}
  - hold: {T: 300, time_ns: 0.07, P: 1, couple: iso}
  - hold: {time_ps: 1, isolated: true}
  - ramp: {T_to: 300, T_from: 900, rate: $f, stress: {x: 1, z: fixed}}
  - ramp: {T_to: 500, time_ps: 3, couple: none}
  - load: {stress: {x: $a, y: {ref: as_cast.yield_stress, factor: $b}}, ramp_ps: 2, T: 301}
  - unload
  - replicate: {n: [1, 2, 1], reseed: false, seed: 5}
  - surface: {axis: x}
  - minimize: {ftol_eV_per_A: 1e-4, box: relax}
  - minimize
  - save: as_cast
treatments:
  as_cast: {}
  cold:
    parameters: {g: [1]}
    zipped: [{h: [1, 2], i: [2, 3]}]
    stages:
      - cycle: {n: $g, body: [hold: {time_ps: 1}, cycle: {n: 2, body: [unload, measure: [energy]]}]}
      - thermal_pressure: {T: 900, P: 3, time_ps: 5, rate: 2, ramp_ps: 1, settle_ps: 1, relax_ps: 1, pressure_on: at_Ta, pressure_off: before_cool}
      - biaxial_tension: {stress: {ref: as_cast.yield_stress}, hold_ps: 1, ramp_ps: 1, relax_ps: 1}
      - cryogenic_cycling: {cycles: 2, T_low: 10, T_up: 400, low_hold_ps: 1, up_hold_ps: 1, rate: 1, relax_ps: 1}
test:
  - measure:
      - energy: {T: 300, settle_ps: 1, time_ps: 2}
      - elastic: {strain: 1e-3, ftol_eV_per_A: 1e-5}
      - structure: {radii: {Cu: 1.3, Zr: 1.6}, face_area: 0.01, edge_A: 0.1, surface_margin_A: 3, state: instantaneous, rank: existing}
      - structure: {classes: classes.txt}
      - pair_distribution: {range_A: 9, bin_A: 0.1}
      - structure_factor: {q_max: 10, q_step: 0.1, state: inherent}
      - local_strain: {ref: as_cast, cutoff_A: 4, threshold: 0.2}
      - replica_overlap: {threshold_A: 2}
      - glass_transition: {bin_K: 5, glass_from_K: 1, glass_to_K: 2, liquid_from_K: 3, liquid_to_K: 4}
      - creep: {reference_ps: 1, elastic_ps: 2, fit_from: 0.5}
  - deform: {axis: y, rate_per_s: 1e9, to: 0.2, measure: true, T: 300, stress: {z: fixed}}
  - deform: {shear: xz, rate_per_s: 1e9, to: 0.1, every: 0.05, measures: [energy, structure: {state: instantaneous}]}
  - measure:
      - stress_strain: {smoothing: 0.001, yield_window: 0.1, flow_from: 0.1, flow_to: 0.2}
      - modulus: {to: 0.02}
)");
  ASSERT_EQ(FormatProblems(file.path, file.problems), "");
  ExpectTheSameAgain(file);
}

TEST(SweepWriterTest, ParametersBetweenZippedOnesAreZippedWithNothing) {
  SweepFile file = ParseSweepFile("s.yaml", kShortSweep);
  const auto add = [&](const char* name, const char* group) {
    v1::Parameter* parameter = file.spec.add_parameters();
    parameter->set_name(name);
    parameter->set_zip_group(group);
    parameter->mutable_list()->add_values(1);
  };
  add("a", "one");
  add("b", "");
  add("c", "two");
  const SweepFile again = ReadBack(file.spec, file.potential);
  ASSERT_EQ(again.spec.parameters_size(), 3);
  EXPECT_EQ(again.spec.parameters(0).name(), "a");
  EXPECT_EQ(again.spec.parameters(1).name(), "b");
  EXPECT_EQ(again.spec.parameters(2).name(), "c");
}

}  // namespace
}  // namespace lehr::yaml
