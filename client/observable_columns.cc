#include "client/observable_columns.h"

#include <absl/strings/str_cat.h>

namespace lehr::client {
namespace {

constexpr ObservableSymbol kSymbols[] = {
    {"delta_potential_energy", "ΔE"},
    {"young_modulus", "E"},
    {"shear_modulus", "G"},
    {"isothermal_young_modulus", "E_T"},
    {"isothermal_shear_modulus", "G_T"},
    {"yield_stress", "σ_y"},
    {"flow_stress", "σ_f"},
    {"stress_drop", "Δσ"},
    {"glass_transition_temperature", "T_g"},
    {"creep_strain", "ε_creep"},
    {"creep_rate", "dε/dt"},
    {"replica_overlap", "Q"},
    {"coordination_number", "CN"},
    {"icosahedra_Cu", "FI_Cu"},
    {"solid_like", "solid"},
    {"liquid_like", "liquid"},
    {"mro_size_weighted", "MRO"},
    {"free_volume_fraction", "v_f"},
    {"five_fold_symmetry", "W"},
    {"s_atoms", "S"},
    {"strain_localization", "ψ"}};

std::string Header(std::string_view word, const std::string& unit) {
  return unit.empty() || unit == "1"
             ? std::string(word)
             : absl::StrCat(std::string(word), " (", unit, ")");
}

}  // namespace

std::span<const ObservableSymbol> UsualSymbols() { return kSymbols; }

std::vector<ShownColumn> ColumnsWithSymbols(
    const std::vector<ObservableColumn>& columns,
    std::span<const ObservableSymbol> symbols) {
  std::vector<ShownColumn> shown;
  for (const ObservableSymbol& symbol : symbols) {
    for (const ObservableColumn& column : columns) {
      if (column.name == symbol.name) {
        shown.push_back({column.name, Header(symbol.symbol, column.unit)});
      }
    }
  }
  return shown;
}

std::vector<ShownColumn> AllColumns(
    const std::vector<ObservableColumn>& columns) {
  std::vector<ShownColumn> shown;
  for (const ObservableColumn& column : columns) {
    shown.push_back({column.name, Header(column.name, column.unit)});
  }
  return shown;
}

}  // namespace lehr::client
