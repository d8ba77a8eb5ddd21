#include "proto/yaml/key_table.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "lehr/v1/stage.pb.h"

namespace lehr::yaml {
namespace {

std::vector<Choice> Lattices() {
  return {{"fcc", v1::LATTICE_FCC}, {"bcc", v1::LATTICE_BCC}};
}

std::vector<Choice> Axes() {
  return {{"x", v1::AXIS_X}, {"y", v1::AXIS_Y}, {"z", v1::AXIS_Z}};
}

std::vector<Choice> StrainMeasures() {
  return {{"eng", v1::STRAIN_MEASURE_ENGINEERING},
          {"true", v1::STRAIN_MEASURE_TRUE}};
}

std::vector<Choice> ShearPlanes() {
  return {{"xy", v1::SHEAR_PLANE_XY},
          {"xz", v1::SHEAR_PLANE_XZ},
          {"yz", v1::SHEAR_PLANE_YZ}};
}

Key Temperature() { return {"T", "temperature_kelvin"}; }
Key Pressure() { return {"P", "stress", Kind::kPressure}; }
Key StressPerAxis() { return {"stress", "stress", Kind::kStress}; }
Key Couple() {
  return {"couple",
          "coupling",
          Kind::kChoice,
          {{"iso", v1::COUPLING_ISO}, {"none", v1::COUPLING_NONE}}};
}
Key Rate() {
  return {"rate", "rate_kelvin_per_ps", Kind::kValue, {}, "rate_K_per_ps"};
}
Key Seed() { return {"seed", "seed", Kind::kInteger}; }
Key Time(std::string_view name, std::string_view field) {
  return {name, field, Kind::kTime};
}

Key State() {
  return {"state",
          "configuration",
          Kind::kChoice,
          {{"inherent", v1::STRUCTURE_STATE_INHERENT},
           {"instantaneous", v1::STRUCTURE_STATE_INSTANTANEOUS}}};
}

std::vector<KeyTable> DynamicStages() {
  return {
      {"hold",
       {Time("time", "time_ps"),
        Temperature(),
        Pressure(),
        StressPerAxis(),
        Couple(),
        {"isolated", "isolated", Kind::kBool}},
       {{"time_ps"}}},
      {"ramp",
       {{"T_to", "to_kelvin"},
        Rate(),
        Time("time", "time_ps"),
        {"T_from", "from_kelvin"},
        Pressure(),
        StressPerAxis(),
        Couple()},
       {{"to_kelvin"}, {"rate_kelvin_per_ps", "time_ps"}}},
      {"load",
       {Pressure(), StressPerAxis(), Time("ramp", "ramp_ps"), Temperature(),
        Couple()},
       {{"stress"}}},
      {"unload", {Time("ramp", "ramp_ps"), Temperature()}},
      {"deform",
       {{"rate_per_s", "rate_per_second"},
        {"to", "to_strain"},
        {"axis", "axis", Kind::kChoice, Axes()},
        {"shear", "shear", Kind::kChoice, ShearPlanes()},
        {"measure", "measure", Kind::kChoice, StrainMeasures()},
        Temperature(),
        StressPerAxis(),
        {"every", "measure_every_strain"},
        {"measures", "measures", Kind::kMeasures}},
       {{"rate_per_second"}, {"to_strain"}}},
  };
}

std::vector<KeyTable> OtherStages() {
  return {
      {"create",
       {{"lattice", "lattice", Kind::kChoice, Lattices()},
        {"cells", "cells", Kind::kCounts},
        {"lattice_constant_A", "lattice_constant_angstrom"},
        Seed()},
       {{"cells"}}},
      {"velocities", {Temperature(), Seed()}, {{"temperature_kelvin"}}},
      {"cycle",
       {{"n", "count", Kind::kValue, {}, "count"},
        {"body", "body", Kind::kStages}},
       {{"count"}, {"body"}}},
      {"replicate",
       {{"n", "counts", Kind::kCounts},
        {"reseed", "reseed", Kind::kBool},
        Seed()},
       {{"counts"}}},
      {"surface", {{"axis", "axis", Kind::kChoice, Axes()}}, {{"axis"}}},
      {"minimize",
       {{"ftol_eV_per_A", "force_tolerance_ev_per_angstrom"},
        {"box", "relax_box", Kind::kChoice, {{"fixed", 0}, {"relax", 1}}}}},
      {"save", {{"name", "name", Kind::kName}}, {{"name"}}, Shape::kScalar},
      {"measure", {{"", "measures"}}, {}, Shape::kMeasures},
  };
}

std::vector<KeyTable> Protocols() {
  return {
      {"thermal_pressure",
       {{"T", "annealing_temperature_kelvin"},
        {"P", "pressure_gpa"},
        Time("time", "annealing_time_ps"),
        Rate(),
        Time("ramp", "ramp_ps"),
        Time("settle", "settle_ps"),
        Time("relax", "relax_ps"),
        {"pressure_on",
         "pressure_on",
         Kind::kChoice,
         {{"before_heat", v1::PRESSURE_ON_BEFORE_HEATING},
          {"at_Ta", v1::PRESSURE_ON_AT_ANNEALING}}},
        {"pressure_off",
         "pressure_off",
         Kind::kChoice,
         {{"after_cool", v1::PRESSURE_OFF_AFTER_COOLING},
          {"before_cool", v1::PRESSURE_OFF_BEFORE_COOLING}}}},
       {{"annealing_temperature_kelvin"}}},
      {"biaxial_tension",
       {{"stress", "stress_gpa"},
        Time("hold", "hold_ps"),
        Time("ramp", "ramp_ps"),
        Time("relax", "relax_ps")},
       {{"stress_gpa"}}},
      {"cryogenic_cycling",
       {{"cycles", "cycles"},
        {"T_low", "low_kelvin"},
        {"T_up", "high_kelvin"},
        Time("low_hold", "low_hold_ps"),
        Time("up_hold", "high_hold_ps"),
        Rate(),
        Time("relax", "relax_ps")},
       {{"cycles"}}},
  };
}

std::vector<KeyTable> PropertyMeasures() {
  return {
      {"energy",
       {Time("time", "time_ps"), Time("settle", "settle_ps"), Temperature()}},
      {"elastic",
       {{"strain", "strain"},
        {"ftol_eV_per_A", "force_tolerance_ev_per_angstrom"}}},
      {"stress_strain",
       {{"smoothing", "smoothing_strain"},
        {"yield_window", "yield_window_strain"},
        {"flow_from", "flow_from_strain"},
        {"flow_to", "flow_to_strain"}}},
      {"modulus", {{"to", "to_strain"}}},
      {"glass_transition",
       {{"bin_K", "bin_kelvin"},
        {"glass_from_K", "glass_from_kelvin"},
        {"glass_to_K", "glass_to_kelvin"},
        {"liquid_from_K", "liquid_from_kelvin"},
        {"liquid_to_K", "liquid_to_kelvin"}}},
      {"creep",
       {Time("reference", "reference_ps"),
        Time("elastic", "elastic_ps"),
        {"fit_from", "fit_from"}}},
      {"replica_overlap", {{"threshold_A", "threshold_angstrom"}}},
  };
}

std::vector<KeyTable> StructureMeasures() {
  const Key range = {"range_A", "range_angstrom"};
  const Key bin = {"bin_A", "bin_angstrom"};
  return {
      {"structure",
       {{"radii", "radii", Kind::kRadii},
        {"face_area", "face_area_rel"},
        {"edge_A", "edge_abs_angstrom"},
        {"surface_margin_A", "surface_margin_angstrom"},
        State(),
        {"rank",
         "rank",
         Kind::kChoice,
         {{"gaps", v1::PACKING_RANK_GAPS},
          {"existing", v1::PACKING_RANK_EXISTING}}},
        {"classes", "classes_table", Kind::kFile}}},
      {"pair_distribution", {range, bin, State()}},
      {"structure_factor",
       {{"q_max_per_A", "q_max_per_angstrom", Kind::kValue, {}, "q_max"},
        {"q_step_per_A", "q_step_per_angstrom", Kind::kValue, {}, "q_step"},
        range,
        bin,
        State()}},
      {"local_strain",
       {{"ref", "reference", Kind::kName, {}, "reference"},
        {"cutoff_A", "cutoff_angstrom"},
        {"threshold", "threshold"},
        State()},
       {{"reference"}}},
  };
}

}  // namespace

const std::vector<KeyTable>& StageTables() {
  static const auto& tables = *new std::vector<KeyTable>([] {
    std::vector<KeyTable> all;
    for (const auto& part : {OtherStages(), DynamicStages(), Protocols()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }());
  return tables;
}

const std::vector<KeyTable>& MeasureTables() {
  static const auto& tables = *new std::vector<KeyTable>([] {
    std::vector<KeyTable> all = PropertyMeasures();
    for (KeyTable& table : StructureMeasures()) all.push_back(std::move(table));
    return all;
  }());
  return tables;
}

const KeyTable& SettingsTable() {
  static const auto& table = *new KeyTable{
      "settings",
      {{"time_step_fs", "time_step_fs", Kind::kDouble},
       {"thermostat_time_ps", "thermostat_time_ps", Kind::kDouble},
       {"chain_length", "chain_length", Kind::kCount},
       {"barostat_time_ps", "barostat_time_ps", Kind::kDouble},
       {"barostat_drag_per_ps", "barostat_drag_per_ps", Kind::kDouble},
       {"record_ps", "record_ps", Kind::kDouble},
       {"stress_measure",
        "stress_measure",
        Kind::kChoice,
        {{"cauchy", v1::STRESS_MEASURE_CAUCHY},
         {"reference", v1::STRESS_MEASURE_REFERENCE}}},
       {"precision",
        "precision",
        Kind::kChoice,
        {{"reference", v1::PRECISION_REFERENCE}, {"fast", v1::PRECISION_FAST}}},
       {"engine",
        "engine",
        Kind::kChoice,
        {{"lehr", v1::ENGINE_LEHR}, {"lammps", v1::ENGINE_LAMMPS}}}}};
  return table;
}

const KeyTable* FindTable(const std::vector<KeyTable>& tables,
                          std::string_view name) {
  for (const KeyTable& table : tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

std::vector<std::string> Words(const Key& key) {
  std::vector<std::string> words;
  if (key.kind == Kind::kTime) {
    for (const TimeUnit& unit : kTimeUnits) {
      words.push_back(std::string(key.name) + std::string(unit.suffix));
    }
    return words;
  }
  words.emplace_back(key.name);
  if (!key.alias.empty()) words.emplace_back(key.alias);
  return words;
}

std::vector<std::string> Words(const KeyTable& table) {
  std::vector<std::string> words;
  for (const Key& key : table.keys) {
    for (std::string& word : Words(key)) words.push_back(std::move(word));
  }
  return words;
}

std::vector<std::string> Names(const std::vector<KeyTable>& tables) {
  std::vector<std::string> names;
  for (const KeyTable& table : tables) names.emplace_back(table.name);
  return names;
}

}  // namespace lehr::yaml
