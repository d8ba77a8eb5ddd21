// lehr-worker simulate: a list of stages from a configuration, without a
// server.

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "proto/plan/stage_plan.h"
#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "proto/yaml/stages_file.h"
#include "worker/lammps_program.h"
#include "worker/tools/json.h"
#include "worker/tools/result_folder.h"
#include "worker/tools/run_watch.h"
#include "worker/tools/segment_runner.h"
#include "worker/tools/tool_options.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

struct SimulateOptions {
  ToolOptions tool;
  std::optional<md::Precision> precision;
  std::optional<v1::Engine> engine;
  const Engine* lammps = nullptr;
  std::string stages;
  std::string out;
  bool force = false;
  bool json = false;
};

plan::GivenState GivenStateOf(const md::State& state) {
  plan::GivenState given;
  given.atoms = static_cast<std::int64_t>(state.atoms.size());
  for (std::size_t a = 0; a < 3; ++a) {
    given.free[a] = !state.box.periodic[a];
  }
  given.at_rest = std::all_of(
      state.atoms.velocities.begin(), state.atoms.velocities.end(),
      [](const md::Vec3& velocity) { return velocity == md::Vec3{}; });
  return given;
}

// Goes on as the program that has LAMMPS, with the same command line. Returns
// only if there is none.
absl::Status BecomeLammpsProgram() {
  const auto program = LammpsProgram();
  if (!program.ok()) return program.status();
  std::ifstream file("/proc/self/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) {
    words.push_back(word);
  }
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execv(program->c_str(), pointers.data());
  return absl::InternalError(
      absl::StrFormat("%s: start: %s", *program, std::strerror(errno)));
}

absl::StatusOr<plan::Plan> PlanOf(const SimulateOptions& options,
                                  const ToolInput& input) {
  auto file = yaml::ReadStagesFile(options.stages);
  if (!file.ok()) return file.status();
  file->spec.mutable_material()->mutable_potential()->set_sha256(
      input.potential.sha256);
  if (options.precision.has_value()) {
    file->spec.mutable_settings()->set_precision(
        *options.precision == md::Precision::kFast ? v1::PRECISION_FAST
                                                   : v1::PRECISION_REFERENCE);
  }
  if (options.engine.has_value()) {
    file->spec.mutable_settings()->set_engine(*options.engine);
  }
  if (file->spec.settings().engine() == v1::ENGINE_LAMMPS &&
      options.lammps == nullptr) {
    return BecomeLammpsProgram();
  }
  auto plan = plan::PlanStages(file->spec, GivenStateOf(input.state));
  if (!plan.ok()) return yaml::WithPositions(plan.status(), *file);
  return plan;
}

// "hold 300 K" of "stages/hold 300 K".
std::string_view ShortLabel(const plan::PlannedSegment& segment) {
  const std::string_view label = segment.label;
  return label.substr(label.find('/') + 1);
}

Json ObservablesJson(const Outcome& outcome) {
  Json list = Json::array();
  for (const v1::Observable& observable : outcome.observables) {
    Json json = {{"name", observable.name()},
                 {"unit", observable.unit()},
                 {"value", observable.value()}};
    if (observable.has_standard_error()) {
      json["standard_error"] = observable.standard_error();
    }
    list.push_back(std::move(json));
  }
  return list;
}

std::string SegmentText(const Json& segment) {
  std::string text =
      absl::StrFormat("%d %s", segment["segment"].get<std::size_t>(),
                      segment["label"].get<std::string>());
  if (const auto steps = segment["steps"].get<std::int64_t>(); steps > 0) {
    absl::StrAppendFormat(&text, ": %d steps, %.3g s", steps,
                          segment["run_time_seconds"].get<double>());
    if (segment.contains("skin_A")) {
      absl::StrAppendFormat(&text,
                            ", skin %g Å with a new list every %.0f steps",
                            segment["skin_A"].get<double>(),
                            segment["rebuild_every_steps"].get<double>());
    }
  }
  text.push_back('\n');
  for (const Json& observable : segment["observables"]) {
    absl::StrAppendFormat(&text, "    %s %.6g",
                          observable["name"].get<std::string>(),
                          observable["value"].get<double>());
    if (observable.contains("standard_error")) {
      absl::StrAppendFormat(&text, " ± %.2g",
                            observable["standard_error"].get<double>());
    }
    const auto unit = observable["unit"].get<std::string>();
    text += unit == "1" ? "\n" : " " + unit + "\n";
  }
  return text;
}

// A Simulation is one call of the verb, with its files read.
class Simulation {
 public:
  Simulation(const SimulateOptions& options, const ToolInput& input,
             plan::Plan plan, ResultFolder folder)
      : options_(options),
        plan_(std::move(plan)),
        path_(plan_.points.front().segments),
        folder_(std::move(folder)),
        runner_(input.potential, input.state, options.tool.threads,
                options.lammps),
        result_({{"stages", options.stages},
                 {"config", options.tool.config},
                 {"potential", input.potential.path},
                 {"potential_sha256", ToHex(input.potential.sha256)},
                 {"software_version", kSoftwareVersion},
                 {"numerics_version", kNumericsVersion},
                 {"segments", Json::array()}}) {}

  absl::Status Run() {
    for (std::size_t k = 0; k < path_.size(); ++k) {
      if (absl::Status done = RunSegment(k); !done.ok()) {
        return Annotate(
            done,
            absl::StrFormat("%s: segment %d of %d, \"%s\"", options_.stages,
                            k + 1, path_.size(), ShortLabel(segment(k))));
      }
    }
    if (options_.json) std::cout << Dump(result_);
    return absl::OkStatus();
  }

 private:
  const plan::PlannedSegment& segment(std::size_t k) const {
    return plan_.segments[static_cast<std::size_t>(path_[k])];
  }

  // Whether segment k leads to the state in which everything ends.
  bool IsLastState(std::size_t k) const {
    for (std::size_t later = k + 1; later < path_.size(); ++later) {
      if (segment(later).work.has_advance()) return false;
    }
    return true;
  }

  absl::Status RunSegment(std::size_t k) {
    const plan::PlannedSegment& planned = segment(k);
    const auto control = watch_.Begin(
        absl::StrFormat("%d/%d %s", k + 1, path_.size(), ShortLabel(planned)));
    const auto outcome = runner_.Run(planned, control.get());
    if (!outcome.ok()) return Failed(k, outcome.status());
    const auto files =
        folder_.Write(FileStem(k + 1, path_.size(), ShortLabel(planned)),
                      *outcome, !planned.saved_as.empty() || IsLastState(k));
    if (!files.ok()) return files.status();
    result_["segments"].push_back(
        {{"segment", k + 1},
         {"label", ShortLabel(planned)},
         {"atoms", outcome->atoms},
         {"steps", outcome->steps_taken},
         {"run_time_seconds", absl::ToDoubleSeconds(outcome->run_time)},
         {"files", *files},
         {"observables", ObservablesJson(*outcome)}});
    if (outcome->tuning.has_value()) {
      Json& json = result_["segments"].back();
      json["skin_A"] = outcome->tuning->skin;
      json["rebuild_every_steps"] = outcome->tuning->rebuild_every;
    }
    if (!options_.json) {
      std::cout << SegmentText(result_["segments"].back()) << std::flush;
    }
    // After each, so that what is finished is there if the next one fails.
    return folder_.WriteObservables(result_);
  }

  // `why`, and where the state before the failure was written if there is one.
  absl::Status Failed(std::size_t k, const absl::Status& why) const {
    if (!runner_.failed().has_value()) return why;
    const auto files = folder_.WriteFailed(
        FileStem(k + 1, path_.size(), ShortLabel(segment(k))),
        *runner_.failed());
    if (!files.ok()) return why;
    return {why.code(), absl::StrFormat("%s; the state before is in %s",
                                        std::string(why.message()),
                                        absl::StrJoin(*files, " and "))};
  }

  const SimulateOptions& options_;
  const plan::Plan plan_;
  const std::vector<int>& path_;
  const ResultFolder folder_;
  SegmentRunner runner_;
  Json result_;
  RunWatch watch_;
};

absl::Status Run(const SimulateOptions& options) {
  const auto input = ReadInput(options.tool);
  if (!input.ok()) return input.status();
  auto plan = PlanOf(options, *input);
  if (!plan.ok()) return plan.status();
  auto folder = ResultFolder::Make(options.out, options.force);
  if (!folder.ok()) return folder.status();
  return Simulation(options, *input, *std::move(plan), *std::move(folder))
      .Run();
}

}  // namespace

void AddSimulate(CLI::App& app, Action& action, const Engine* lammps) {
  const auto options = std::make_shared<SimulateOptions>();
  options->lammps = lammps;
  CLI::App* verb = app.add_subcommand(
      "simulate", "Take a configuration through stages, without a server");
  verb->add_option("STAGES", options->stages,
                   "YAML: a list of stages as in a sweep file, or {settings, "
                   "seed, stages}")
      ->required();
  AddToolOptions(*verb, options->tool);
  AddPrecisionOption(*verb, options->precision);
  const std::map<std::string, v1::Engine> engines = {
      {"lehr", v1::ENGINE_LEHR}, {"lammps", v1::ENGINE_LAMMPS}};
  verb->add_option("--engine", options->engine,
                   "What computes dynamics and minimizes: lehr or lammps "
                   "(instead of settings.engine)")
      ->transform(CLI::CheckedTransformer(engines))
      ->type_name("NAME");
  verb->add_option("--out", options->out,
                   "Folder for curves, states and observables.json")
      ->type_name("DIR")
      ->required();
  verb->add_flag("--force", options->force, "Write into a folder with files");
  verb->add_flag("--json", options->json, "Print observables.json at the end");
  verb->footer(
      "Example:\n"
      "  cat > pull.yaml <<END\n"
      "  - hold: {T: 300, time_ps: 10, P: 0}\n"
      "  - deform: {axis: y, rate_per_s: 1e10, to: 0.2}\n"
      "  - measure: [stress_strain]\n"
      "  END\n"
      "  lehr-worker simulate pull.yaml --config glass.data --potential "
      "CuZr_mm.eam.fs --out pulled");
  verb->callback(
      [options, &action] { action = [options] { return Run(*options); }; });
}

}  // namespace lehr::worker
