#ifndef LEHR_WORKER_TOOLS_TOOL_OPTIONS_H_
#define LEHR_WORKER_TOOLS_TOOL_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/precision.h"
#include "lehr/md/state.h"
#include "worker/tools/potential_source.h"

namespace CLI {
class App;
}

namespace lehr::worker {

// ToolOptions are what the tools that compute have in common.
struct ToolOptions {
  std::string potential;
  std::string config;
  // Of LAMMPS' atom types.
  std::vector<std::string> elements;
  int threads = 1;
};

// Adds --potential, --config, --elements, --threads and --isa to a verb.
// `options` must outlive the parsing.
void AddToolOptions(CLI::App& verb, ToolOptions& options);

// Adds --precision. `precision`, which stays as it is unless it is given, must
// outlive the parsing.
void AddPrecisionOption(CLI::App& verb,
                        std::optional<md::Precision>& precision);

// Adds --potential alone, which has to be given.
void AddPotentialOption(CLI::App& verb, std::string& potential);

// Adds --threads, `threads` having the default, and --isa, which acts at once.
void AddEngineOptions(CLI::App& verb, int& threads);

// Adds --elements alone.
void AddElementsOption(CLI::App& verb, std::vector<std::string>& elements);

// A ToolInput is what the options name.
struct ToolInput {
  PotentialSource potential;
  md::State state;
};

// Reads both files. Errors as ReadPotential and ReadConfiguration.
absl::StatusOr<ToolInput> ReadInput(const ToolOptions& options);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_TOOL_OPTIONS_H_
