#include "tests/proto/plan/random_sweeps.h"

#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

// Writes a random sweep in text format.
class Writer {
 public:
  explicit Writer(std::mt19937_64* random) : random_(*random) {}

  std::string Sweep() {
    std::string text =
        absl::StrFormat("replicas: %d seed: %d\n", 1 + Below(3), Below(2));
    // Used at once, so that none is without use.
    text += "parameters { name: \"a\" " + Values(2) + " }\n";
    if (Below(2) == 0) {
      text +=
          "parameters { name: \"b\" zip_group: \"z\" list { values: [1, 2] "
          "} } parameters { name: \"c\" zip_group: \"z\" list { values: "
          "[2, 1] } }\n";
      zipped_ = true;
    }
    text += "sample { create { cells { x: 6 y: 6 z: 6 } } }\n";
    text +=
        "sample { hold { temperature_kelvin { number: 1000 } time_ps { "
        "parameter: \"a\" } } }\n";
    text += Stages("sample", 1 + Below(3));
    if (zipped_) {
      text +=
          "sample { hold { time_ps { parameter: \"b\" } } } sample { hold { "
          "time_ps { parameter: \"c\" } } }\n";
    }
    text += "treatments { name: \"as_cast\" }\n";
    const int treatments = 1 + Below(3);
    for (int i = 0; i < treatments; ++i) text += Treatment(i);
    text += Stages("test", Below(2));
    text +=
        "test { measure { measures { elastic {} } measures { energy { "
        "time_ps { number: 1 } } } } }\n";
    return text;
  }

 private:
  int Below(int limit) {
    return static_cast<int>(random_() % static_cast<unsigned>(limit));
  }

  // A list or range of `count` values in picoseconds or cycles.
  std::string Values(int count) {
    if (Below(2) == 0) {
      return absl::StrFormat("range { from: 1 to: %d count: %d }", count,
                             count);
    }
    return count == 2 ? "list { values: [3, 1] }"
                      : "list { values: [4, 2, 1] }";
  }

  std::string Treatment(int index) {
    std::string text = absl::StrFormat("treatments { name: \"t%d\"\n", index);
    text += "parameters { name: \"d\" " + Values(2 + Below(2)) + " }\n";
    text += Stages("stages", Below(3));
    switch (Below(4)) {
      case 0:
        text +=
            "stages { cryogenic_cycling { cycles { parameter: \"d\" } "
            "low_hold_ps { number: 1 } rate_kelvin_per_ps { number: 100 } "
            "relax_ps { number: 2 } } }\n";
        break;
      case 1:
        text += "stages { cycle { count { parameter: \"d\" } " +
                Stages("body", 2) + " } }\n";
        break;
      case 2:
        text +=
            "stages { unload {} } stages { biaxial_tension { stress_gpa { "
            "reference { treatment: \"as_cast\" observable: \"c11\" factor "
            "{ parameter: \"d\" } } } hold_ps { parameter: \"d\" } relax_ps "
            "{ number: 1 } } }\n";
        break;
      default:
        text += "stages { hold { time_ps { parameter: \"d\" } } }\n";
    }
    return text + Stages("stages", Below(3)) + "}\n";
  }

  // Stages of few kinds and few values, in the field `field`.
  std::string Stages(const std::string& field, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += field + " { " + Stage() + " }\n";
    return text;
  }

  std::string Stage() {
    const int k = 1 + Below(2);
    switch (Below(15)) {
      case 0:
      case 1:
        return absl::StrFormat("hold { time_ps { number: %d } }", k);
      case 2:
        return absl::StrFormat(
            "ramp { to_kelvin { number: %d } rate_kelvin_per_ps { number: 100 "
            "} }",
            300 * k);
      case 3:
        return absl::StrFormat(
            "hold { temperature_kelvin { number: %d } time_ps { parameter: "
            "\"a\" } stress { pressure_gpa { number: %d } } }",
            300 * k, k);
      case 4:
        return absl::StrFormat(
            "deform { rate_per_second { number: 1e10 } to_strain { number: "
            "%g } }",
            0.1 * k);
      case 5:
        return absl::StrFormat("replicate { counts { x: %d y: 1 z: 1 } }", k);
      case 6:
        return "minimize {}";
      case 7:
        return "unload { ramp_ps { number: 1 } }";
      case 8:
        return absl::StrFormat(
            "velocities { temperature_kelvin { number: %d } }", 300 * k);
      case 9:
        // One rate, from two ends and times; so the one below.
        return absl::StrFormat(
            "ramp { from_kelvin { number: 1300 } to_kelvin { number: %d } "
            "time_ps { number: %.16g } }",
            300 * k, (1300 - 300 * k) / 700.0);
      case 10:
        return absl::StrFormat(
            "load { stress { pressure_gpa { number: %g } } ramp_ps { number: "
            "%g } }",
            2.3 + 0.3 * k, 2.3 + 0.3 * k);
      default:
        return Measured(k);
    }
  }

  // A cycle of stages that end with what only they make measurable.
  std::string Measured(int k) {
    const std::string once = "cycle { count { number: 1 } ";
    switch (Below(4)) {
      case 0:
        return once +
               absl::StrFormat(
                   "body { deform { %s rate_per_second { number: 1e10 } "
                   "to_strain { number: 0.02 } } } body { measure { measures { "
                   "modulus {} } } } }",
                   k == 1 ? "axis: AXIS_X" : "shear: SHEAR_PLANE_XY");
      case 1:
        return once +
               absl::StrFormat(
                   "body { hold { temperature_kelvin { number: 2000 } time_ps "
                   "{ number: 1 } } } body { ramp { to_kelvin { number: 300 } "
                   "rate_kelvin_per_ps { number: %d } } } body { "
                   "measure { measures { glass_transition {} } } } }",
                   100 * k);
      case 2:
        return once +
               "body { replicate { counts { x: 1 y: 2 z: 1 } } } body { "
               "measure "
               "{ measures { replica_overlap {} } } } }";
      default:
        // At once, and in a picosecond.
        return once +
               absl::StrFormat(
                   "body { unload { ramp_ps { number: 1 } } } body { hold { "
                   "time_ps { number: 1 } } } body { save { name: \"before\" } "
                   "} body { biaxial_tension { stress_gpa { number: 1 } "
                   "ramp_ps { number: %d } hold_ps { number: 2 } relax_ps { "
                   "number: 1 } } } body { measure { measures { creep { "
                   "reference_ps { number: 1 } elastic_ps { number: 0.5 } } } "
                   "measures { structure {} } measures { local_strain { "
                   "reference: \"before\" } } } } }",
                   k - 1);
    }
  }

  std::mt19937_64& random_;
  bool zipped_ = false;
};

}  // namespace

v1::SweepSpec RandomSweep(std::mt19937_64* random) {
  v1::SweepSpec spec = ParseSweep(Writer(random).Sweep());
  // An energy is measured in the end, which atoms at rest do not have.
  const int last = spec.test_size();
  spec.add_test()->mutable_hold()->mutable_time_ps()->set_number(1);
  spec.mutable_test()->SwapElements(last, last - 1);
  return spec;
}

}  // namespace lehr::plan
