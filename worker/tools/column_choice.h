#ifndef LEHR_WORKER_TOOLS_COLUMN_CHOICE_H_
#define LEHR_WORKER_TOOLS_COLUMN_CHOICE_H_

#include <string>
#include <vector>

#include <absl/status/status.h>

#include "lehr/md/state.h"
#include "worker/tools/potential_source.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace lehr::worker {

// A ColumnRequest is what options say about columns of atoms.
struct ColumnRequest {
  // strain, structure, energy, all; empty: no columns.
  std::vector<std::string> kinds = {};
  std::string reference = {};
  double cutoff = 3.8;  // of strains, as md::analysis::LocalStrainOptions [Å]
  bool inherent = false;
};

// A ColumnChoice is which kinds of columns are written.
struct ColumnChoice {
  bool strain = false;
  bool structure = false;
  bool energy = false;
};

// Adds --reference, --cutoff and --inherent to a verb. `request` must outlive
// the parsing.
void AddColumnOptions(CLI::App& verb, ColumnRequest& request);

// Adds `name`, which takes kinds with commas between them.
CLI::Option* AddColumnKinds(CLI::App& verb, const std::string& name,
                            const std::string& help, ColumnRequest& request);

// That what the kinds are made from is named. INVALID_ARGUMENT, naming the
// option that lacks, if strain has no reference, or energy or an inherent
// structure no potential.
absl::Status CheckColumns(const ColumnRequest& request, bool has_potential);

// The kinds; "all" is what can be computed for `state`: strain with a
// reference, energy with a potential, structure if all elements have radii.
ColumnChoice ChooseColumns(const ColumnRequest& request, bool has_potential,
                           const md::State& state);

// Moves the atoms downhill to the inherent structure, to the largest force of
// 1e-3 eV/Å that measures have by default; they are at rest there. Errors as
// MakePotential and md::Minimize.
absl::Status BringToInherentStructure(const PotentialSource& potential,
                                      int threads, md::State* state);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_COLUMN_CHOICE_H_
