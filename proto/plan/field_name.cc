#include "proto/plan/field_name.h"

#include <string_view>

#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>

namespace lehr::plan {
namespace {

constexpr double kPsPerSecond = 1e12;

// Fields whose own name says too little without the message around it.
struct KnownField {
  std::string_view full_name;
  std::string_view name;
  std::string_view unit;
  double scale = 1;
};
constexpr KnownField kKnown[] = {
    {"lehr.v1.TemperatureLaw.relaxation_time_ps", "thermostat relaxation time",
     "ps"},
    {"lehr.v1.TemperatureLaw.chain_length", "thermostat chain length", ""},
    {"lehr.v1.StressAxis.start_gpa", "stress at the start", "GPa"},
    {"lehr.v1.StressAxis.rate_gpa_per_ps", "stress rate", "GPa/ps"},
    {"lehr.v1.RateAxis.rate_per_ps", "strain rate", "1/s", kPsPerSecond},
    {"lehr.v1.RateAxis.measure", "strain measure", ""},
    {"lehr.v1.ShearLaw.plane", "shear plane", ""},
    {"lehr.v1.ShearLaw.rate_per_ps", "shear rate", "1/s", kPsPerSecond},
    {"lehr.v1.DynamicsLaw.barostat_time_ps", "barostat relaxation time", "ps"},
};

// Names carry their units at their ends; longer endings first.
struct Ending {
  std::string_view ending;
  std::string_view unit;
};
constexpr Ending kEndings[] = {
    {"_ev_per_angstrom", "eV/Å"},
    {"_kelvin_per_ps", "K/ps"},
    {"_per_angstrom", "1/Å"},
    {"_per_ps", "1/ps"},
    {"_angstrom", "Å"},
    {"_kelvin", "K"},
    {"_ps", "ps"},
    {"_fs", "fs"},
};

}  // namespace

FieldName NameOf(const google::protobuf::FieldDescriptor& field) {
  for (const KnownField& known : kKnown) {
    if (field.full_name() != known.full_name) continue;
    return {.name = std::string(known.name),
            .unit = std::string(known.unit),
            .scale = known.scale};
  }
  FieldName result;
  std::string_view name = field.name();
  for (const Ending& ending : kEndings) {
    if (!name.ends_with(ending.ending)) continue;
    name.remove_suffix(ending.ending.size());
    result.unit = ending.unit;
    break;
  }
  result.name = absl::StrReplaceAll(std::string(name), {{"_", " "}});
  return result;
}

std::string WithUnit(const std::string& name, const std::string& unit) {
  return unit.empty() ? name : absl::StrFormat("%s [%s]", name, unit);
}

}  // namespace lehr::plan
