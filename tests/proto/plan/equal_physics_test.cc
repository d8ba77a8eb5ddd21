// What is the same physics has one key however it is written, and what is not
// has another.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/proto/plan/yaml_sweeps.h"

namespace lehr::plan {
namespace {

// Keys of the first point's segments.
std::vector<std::string> KeysOf(const std::string& yaml) {
  const Plan plan = PlanOfYaml(yaml);
  std::vector<std::string> keys;
  if (plan.points.empty()) return keys;
  for (const int segment : plan.points[0].segments) {
    keys.push_back(plan.segments[static_cast<std::size_t>(segment)].key);
  }
  return keys;
}

struct Pair {
  const char* what;
  const char* one;
  const char* other;
};

// Stages after those of YamlSweep.
constexpr Pair kSameStages[] = {
    {"ps and ns", "hold: {time_ps: 70}", "hold: {time_ns: 0.07}"},
    {"ps and fs", "hold: {time_ps: 1}", "hold: {time_fs: 1000}"},
    {"times of as many steps", "hold: {time_ps: 1}", "hold: {time_ps: 1.0004}"},
    {"forms of a number", "hold: {T: 900, time_ps: 1}",
     "hold: {T: 9.0e+2, time_ps: 1.0}"},
    {"order of keys", "hold: {T: 900, time_ps: 1, P: 1}",
     "hold: {P: 1, time_ps: 1, T: 900}"},
    {"the present temperature", "hold: {time_ps: 1}",
     "hold: {time_ps: 1, T: 300}"},
    {"the present stress", "hold: {time_ps: 1}", "hold: {time_ps: 1, P: 0}"},
    {"the present coupling", "hold: {time_ps: 1}",
     "hold: {time_ps: 1, couple: none}"},
    {"pressure and stress", "hold: {time_ps: 1, P: 3}",
     "hold: {time_ps: 1, stress: {x: -3, y: -3, z: -3}}"},
    {"no stress on an axis", "hold: {time_ps: 1, stress: {x: 1}}",
     "hold: {time_ps: 1, stress: {x: 1, y: 0, z: -0.0}}"},
    {"rate and time", "ramp: {T_to: 900, rate: 10}",
     "ramp: {T_to: 900, time_ps: 60}"},
    {"rate and time that has no end", "ramp: {T_to: 1000, rate: 3}",
     "ramp: {T_to: 1000, time_ps: 233.333333333333}"},
    {"cooling by rate and by time", "ramp: {T_to: 10, rate: 0.7}",
     "ramp: {T_to: 10, time_ps: 414.285714285714}"},
    {"a rate with all its digits", "ramp: {T_to: 900, time_ps: 70}",
     "ramp: {T_to: 900, rate: 8.571428571428571}"},
    {"the rate's other name", "ramp: {T_to: 900, rate: 10}",
     "ramp: {T_to: 900, rate_K_per_ps: 10}"},
    {"the temperature where a ramp starts", "ramp: {T_to: 900, rate: 10}",
     "ramp: {T_from: 300, T_to: 900, rate: 10}"},
    {"a ramp to where it is", "ramp: {T_to: 300, time_ps: 5}",
     "hold: {time_ps: 5}"},
    {"time of a load", "load: {P: 3}", "load: {P: 3, ramp_ps: 20}"},
    {"unload and load", "load: {P: 3}, unload", "load: {P: 3}, load: {P: 0}"},
    {"axis and measure of a deformation", "deform: {rate_per_s: 1e9, to: 0.1}",
     "deform: {axis: y, measure: eng, rate_per_s: 1000000000, to: 0.1}"},
    {"names of states", "hold: {time_ps: 1}, save: a, minimize",
     "hold: {time_ps: 1}, save: b, save: c, minimize"},
    {"stages without steps",
     "hold: {time_ps: 0}, replicate: {n: [1, 1, 1], reseed: false}, minimize",
     "minimize"},
    {"tolerance and box of a minimization", "minimize",
     "minimize: {ftol_eV_per_A: 0.001, box: fixed}"},
    {"thermal_pressure and its stages",
     "thermal_pressure: {T: 900, P: 3, time_ps: 10, rate: 100, ramp_ps: 2, "
     "settle_ps: 1, relax_ps: 5}",
     "load: {P: 3, ramp_ps: 2}, hold: {time_ps: 1}, ramp: {T_to: 900, rate: "
     "100}, hold: {time_ps: 10}, ramp: {T_to: 300, rate: 100}, unload: "
     "{ramp_ps: 2}, hold: {time_ps: 5}"},
    {"biaxial_tension and its stages",
     "biaxial_tension: {stress: 2, hold_ps: 10, ramp_ps: 4, relax_ps: 5}",
     "load: {stress: {x: 2, y: 2}, ramp_ps: 4}, hold: {time_ps: 10}, unload: "
     "{ramp_ps: 4}, hold: {time_ps: 5}"},
    {"cryogenic_cycling and its stages",
     "cryogenic_cycling: {cycles: 2, T_low: 100, T_up: 400, low_hold_ps: 1, "
     "up_hold_ps: 2, rate: 100, relax_ps: 5}",
     "cycle: {n: 2, body: [ramp: {T_to: 100, rate: 100}, hold: {time_ps: 1}, "
     "ramp: {T_to: 400, rate: 100}, hold: {time_ps: 2}]}, ramp: {T_to: 300, "
     "rate: 100}, hold: {time_ps: 5}"},
    {"a cycle and its stages written out",
     "cycle: {n: 2, body: [hold: {time_ps: 1}, minimize]}",
     "hold: {time_ps: 1}, minimize, hold: {time_ps: 1}, minimize"},
    {"defaults of measures", "measure: [energy, elastic, structure]",
     "measure: [energy: {time_ps: 100, settle_ps: 0, T: 300}, elastic: "
     "{strain: 1e-3, ftol_eV_per_A: 1e-5}, structure: {radii: {Zr: 1.6, Cu: "
     "1.28}, face_area: 0, edge_A: 0, rank: gaps, state: inherent}]"},
    {"one list of measures or two", "measure: [energy, elastic]",
     "measure: [energy], measure: [elastic]"},
};

TEST(EqualPhysicsTest, StagesOfTheSamePhysicsHaveOneKey) {
  for (const Pair& pair : kSameStages) {
    SCOPED_TRACE(pair.what);
    const std::vector<std::string> keys =
        KeysOf(YamlSweep(std::string("test: [") + pair.one + "]"));
    EXPECT_GT(keys.size(), 3u);
    EXPECT_EQ(keys,
              KeysOf(YamlSweep(std::string("test: [") + pair.other + "]")));
  }
}

// Keys of the top level.
constexpr Pair kSameSweeps[] = {
    {"defaults of the settings", "",
     "settings: {time_step_fs: 2, thermostat_time_ps: 0.2, chain_length: 3, "
     "barostat_time_ps: 2, stress_measure: cauchy, precision: fast}"},
    {"interval of the records", "", "settings: {record_ps: 1}"},
    {"what is said about it", "", "description: words\npriority: 7"},
    {"replicas", "", "replicas: 3"},
    {"the seed's default", "", "seed: 1"},
    {"names of treatments", "treatments: {a: {}}", "treatments: {as_cast: {}}"},
    {"baseline", "treatments: {a: {}}", "treatments: {a: {}}\nbaseline: a"},
    {"parameter and number", "test: [hold: {T: 900, time_ps: 1}]",
     "parameters: {T: [900, 1000]}\ntest: [hold: {T: $T, time_ps: 1}]"},
    {"range and list",
     "parameters: {t: {from: 0.1, to: 0.3, step: 0.1}}\n"
     "test: [hold: {time_ps: $t}]",
     "parameters: {t: [0.1, 0.2, 0.3]}\ntest: [hold: {time_ps: $t}]"},
    {"where a stage stands", "treatments: {a: {stages: [minimize]}}",
     "test: [minimize]"},
};

TEST(EqualPhysicsTest, SweepsOfTheSamePhysicsHaveOneKey) {
  for (const Pair& pair : kSameSweeps) {
    SCOPED_TRACE(pair.what);
    const std::vector<std::string> keys = KeysOf(YamlSweep(pair.one));
    EXPECT_GE(keys.size(), 3u);
    EXPECT_EQ(keys, KeysOf(YamlSweep(pair.other)));
  }
}

TEST(EqualPhysicsTest, OrderOfElementsIsNotInTheKey) {
  std::string turned = YamlSweep("");
  const std::string written = "Cu: 0.64, Zr: 0.36";
  turned.replace(turned.find(written), written.size(), "Zr: 0.36, Cu: 0.64");
  EXPECT_EQ(KeysOf(YamlSweep("")), KeysOf(turned));
}

// What is not the same, though it looks like it.
constexpr Pair kOtherStages[] = {
    {"a hold in two parts, where thermostat and barostat begin at rest again",
     "hold: {time_ps: 10}", "hold: {time_ps: 5}, hold: {time_ps: 5}"},
    {"measures of strain", "deform: {rate_per_s: 1e9, to: 0.1}",
     "deform: {rate_per_s: 1e9, to: 0.1, measure: \"true\"}"},
    {"couplings", "hold: {time_ps: 1}", "hold: {time_ps: 1, couple: iso}"},
    {"a fixed length and no stress", "hold: {time_ps: 1}",
     "hold: {time_ps: 1, stress: {z: fixed}}"},
    {"signs of stress", "hold: {time_ps: 1, P: 1}",
     "hold: {time_ps: 1, P: -1}"},
    {"a hold and a load to the same stress, which has drag",
     "hold: {time_ps: 20}", "load: {P: 0}"},
    {"rates that differ in the seventh digit", "ramp: {T_to: 900, rate: 10}",
     "ramp: {T_to: 900, rate: 10.00001}"},
    {"seeds", "velocities: {T: 300, seed: 1}", "velocities: {T: 300, seed: 2}"},
};

TEST(EqualPhysicsTest, OtherPhysicsHasAnotherKey) {
  for (const Pair& pair : kOtherStages) {
    SCOPED_TRACE(pair.what);
    EXPECT_NE(
        KeysOf(YamlSweep(std::string("test: [") + pair.one + "]")).back(),
        KeysOf(YamlSweep(std::string("test: [") + pair.other + "]")).back());
  }
  for (const char* settings :
       {"time_step_fs: 1", "thermostat_time_ps: 0.1", "chain_length: 2",
        "barostat_time_ps: 1", "barostat_drag_per_ps: 0.1",
        "precision: reference"}) {
    SCOPED_TRACE(settings);
    EXPECT_NE(
        KeysOf(YamlSweep("")).back(),
        KeysOf(YamlSweep(std::string("settings: {") + settings + "}")).back());
  }
  EXPECT_NE(KeysOf(YamlSweep("")).back(), KeysOf(YamlSweep("seed: 2")).back());
}

}  // namespace
}  // namespace lehr::plan
