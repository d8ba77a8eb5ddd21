#include "tests/bench/own_run.h"

#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include <absl/strings/str_format.h>
#include <nlohmann/json.hpp>

#include "lehr/md/instruction_set.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state_file.h"
#include "proto/support/file.h"
#include "tests/bench/measured_program.h"
#include "tests/bench/sample.h"
#include "tests/bench/usage.h"

namespace lehr::bench {
namespace {

using nlohmann::json;

absl::StatusOr<std::unique_ptr<md::Simulation>> Begin(
    const md::Potential& potential, const OwnRun& run) {
  const auto bytes = ReadFile(run.job.state_file());
  if (!bytes.ok()) return bytes.status();
  auto state = md::DecodeState(*bytes);
  if (!state.ok()) return state.status();
  state->law_step = 0;
  return md::Simulation::Create(
      potential,
      HoldLaw(run.job.temperature,
              run.job.fast ? md::Precision::kFast : md::Precision::kReference),
      *std::move(state),
      {.threads = run.threads, .skin = run.skin, .seconds = CpuSeconds});
}

// The line of JSON among lines that a profiler may have written.
json FindJson(const std::string& output) {
  const std::size_t begin = output.find('{');
  const std::size_t end = output.find('}');
  if (begin == std::string::npos || end == std::string::npos) return nullptr;
  return json::parse(output.substr(begin, end + 1 - begin), nullptr,
                     /*allow_exceptions=*/false);
}

}  // namespace

absl::Status PrintOwnRun(const OwnRun& run) {
  const auto potential = ReadAlloyPotential(run.job.potential);
  if (!potential.ok()) return potential.status();
  absl::Status status = absl::OkStatus();
  if (!run.job.instructions.empty()) {
    status = md::UseInstructionSet(run.job.instructions);
  }
  if (!status.ok()) return status;
  auto simulation = Begin(*potential->model, run);
  if (!simulation.ok()) return simulation.status();
  const double energy = (*simulation)->sample().potential_energy;
  std::vector<md::Record> records;
  status = (*simulation)->Advance(run.job.warmup, &records);
  if (status.ok() && !run.skin) status = Settle(**simulation);
  if (!status.ok()) return status;
  if (!run.control.empty()) {
    std::ofstream(run.control) << "enable\n" << std::flush;
  }
  const Clocks begin = ReadClocks();
  status = (*simulation)->Advance(run.job.steps, &records);
  const Clocks end = ReadClocks();
  if (!status.ok()) return status;
  const md::Tuning tuning = (*simulation)->tuning();
  std::cout << json{{"wall_seconds", end.wall - begin.wall},
                    {"cpu_seconds", end.cpu - begin.cpu},
                    {"first_energy", energy},
                    {"skin", tuning.skin},
                    {"rebuild_every", tuning.rebuild_every}}
                   .dump()
            << '\n';
  return absl::OkStatus();
}

absl::StatusOr<Measurement> RunOurselves(
    const OwnRun& run, const std::vector<std::string>& prefix) {
  // By its own path, so that tools show the program's name and not "exe".
  std::vector<std::string> command = prefix;
  command.insert(
      command.end(),
      {std::filesystem::read_symlink("/proc/self/exe").string(), "--own-run",
       run.job.folder.string(), "--potential", run.job.potential.string(),
       "--temperature", absl::StrFormat("%.17g", run.job.temperature),
       "--warmup", std::to_string(run.job.warmup), "--steps",
       std::to_string(run.job.steps), "--threads",
       std::to_string(run.threads)});
  if (run.job.fast) command.push_back("--fast");
  if (!run.job.instructions.empty()) {
    command.insert(command.end(), {"--isa", run.job.instructions});
  }
  if (run.skin) {
    command.insert(command.end(),
                   {"--own-skin", absl::StrFormat("%.17g", *run.skin)});
  }
  if (!run.control.empty()) {
    command.insert(command.end(), {"--control", run.control.string()});
  }
  const auto child = RunMeasured(run.job.folder, std::move(command));
  if (!child.ok()) return child.status();
  // A profiler may have written lines of its own.
  const auto printed = FindJson(child->output);
  if (!printed.is_object()) {
    return absl::InternalError("own run: expected a line of JSON, found: " +
                               child->output);
  }
  Measurement result;
  result.wall_seconds = printed.value("wall_seconds", 0.0);
  result.cpu_seconds = printed.value("cpu_seconds", 0.0);
  result.first_energy = printed.value("first_energy", 0.0);
  result.skin = printed.value("skin", 0.0);
  result.rebuild_every = printed.value("rebuild_every", 0.0);
  result.process_cpu_seconds = child->cpu_seconds;
  return result;
}

}  // namespace lehr::bench
