#include "client/validate_engines.h"

#include <ostream>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/engine_comparison.h"
#include "client/exit_code.h"
#include "client/export_download.h"
#include "client/export_scratch.h"
#include "client/private_server.h"
#include "client/server_connection.h"
#include "client/sweep_paths.h"
#include "client/sweep_potential.h"
#include "client/sweep_watch.h"
#include "client/text_table.h"
#include "client/worker_tool.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

// What both engines compute from one state may differ by so much: what
// precision fast promises for forces [eV/Å], as a share of an atom's typical
// energy, and what 20 steps make of that [Å].
constexpr double kForceDifference = 1e-5;
constexpr double kEnergyDifference = 1e-6;    // eV/atom
constexpr double kPositionDifference = 1e-5;  // Å

// EngineValidation is one call, with its server.
class EngineValidation {
 public:
  EngineValidation(const ValidateEnginesOptions& options,
                   PrivateServer& private_server, Session& session)
      : options_(options),
        private_server_(private_server),
        server_(private_server.address()),
        session_(session) {}

  absl::StatusOr<int> Run(yaml::SweepFile& file);

 private:
  // Submits the spec, watches it to its end, and returns its number.
  absl::StatusOr<std::int64_t> Do(v1::SweepSpec spec, v1::Engine engine);
  absl::StatusOr<Json> Agreement(std::int64_t sweep_id);
  void Print(const Json& agreement, const std::vector<ComparisonRow>& rows);

  const ValidateEnginesOptions& options_;
  PrivateServer& private_server_;
  ServerConnection server_;
  Session& session_;
};

absl::StatusOr<std::int64_t> EngineValidation::Do(v1::SweepSpec spec,
                                                  v1::Engine engine) {
  spec.mutable_settings()->set_engine(engine);
  absl::StrAppend(spec.mutable_name(),
                  engine == v1::ENGINE_LAMMPS ? "-lammps" : "-lehr");
  v1::SubmitSweepRequest request;
  // The same command finds its sweeps again.
  request.set_request_id(absl::StrCat(
      "validate-", ToHex(Sha256Of(spec.SerializeAsString())).substr(0, 16)));
  *request.mutable_spec() = std::move(spec);
  const auto submitted = server_.Submit(request);
  if (!submitted.ok()) return submitted.status();
  return submitted->sweep_id();
}

// Whether all numbers of "fast" and "reference" are within what is promised.
bool IsClose(const Json& agreement) {
  for (const char* path : {"reference", "fast"}) {
    const Json& of = agreement[path];
    if (!(of["energy_difference_eV_per_atom"] <= kEnergyDifference &&
          of["largest_force_difference_eV_per_A"] <= kForceDifference &&
          of["largest_position_difference_A"] <= kPositionDifference)) {
      return false;
    }
  }
  return true;
}

absl::StatusOr<Json> EngineValidation::Agreement(std::int64_t sweep_id) {
  const auto sweep = GetSweepNamed(server_, absl::StrCat(sweep_id));
  if (!sweep.ok()) return sweep.status();
  auto scratch = ScratchFolder::MakeBeside(
      std::filesystem::path(options_.data) / "agreement.json");
  if (!scratch.ok()) return scratch.status();
  ExportWish wish;
  wish.point = 0;
  const auto state = DownloadWish(server_, *sweep, SweepPaths(*sweep), wish);
  if (!state.ok()) return state.status();
  const auto state_file = KeepState(*state, *scratch);
  if (!state_file.ok()) return state_file.status();
  const auto potential_file = KeepPotential(server_, *sweep, *scratch);
  if (!potential_file.ok()) return potential_file.status();
  const auto text = RunTool(session_.programs / "lehr-lammps-runner",
                            {"agree", "--config", *state_file, "--potential",
                             *potential_file, "--threads", "1"},
                            *scratch);
  if (!text.ok()) return text.status();
  Json agreement = Json::parse(*text, nullptr, false);
  if (agreement.is_discarded()) {
    return absl::InternalError("lehr-lammps-runner agree: no JSON");
  }
  agreement["state"] = state->segment->label();
  agreement["close"] = IsClose(agreement);
  return agreement;
}

std::string AgreementText(const Json& agreement) {
  TextTable table;
  table.AddColumn("precision");
  for (const char* header :
       {"energy (eV/atom)", "force (eV/Å)", "after steps (Å)"}) {
    table.AddColumn(header, TextTable::Align::kRight);
  }
  for (const char* path : {"reference", "fast"}) {
    const Json& of = agreement[path];
    std::vector<std::string> cells = {path};
    for (const char* value :
         {"energy_difference_eV_per_atom", "largest_force_difference_eV_per_A",
          "largest_position_difference_A"}) {
      cells.push_back(absl::StrFormat("%.1e", of[value].get<double>()));
    }
    table.AddRow(std::move(cells));
  }
  return absl::StrFormat(
      "from one state (%s, %d atoms), largest differences, positions after %d "
      "steps: %s\n\n%s",
      agreement["state"].get<std::string>(), agreement["atoms"].get<int>(),
      agreement["steps"].get<int>(),
      agreement["close"].get<bool>() ? "agree" : "differ", table.ToString());
}

void EngineValidation::Print(const Json& agreement,
                             const std::vector<ComparisonRow>& rows) {
  if (options_.json) {
    session_.out << Dump({{"from_one_state", agreement},
                          {"rows", ComparisonJson(rows)},
                          {"differ", AnyDiffers(rows)}});
    return;
  }
  session_.out << AgreementText(agreement) << "\n"
               << ComparisonText(rows) << "\n"
               << (AnyDiffers(rows)
                       ? "the engines differ\n"
                       : "no difference at 5 % of all rows together (Welch, "
                         "Holm)\n");
}

absl::StatusOr<int> EngineValidation::Run(yaml::SweepFile& file) {
  if (auto status = SetPotential(server_, file); !status.ok()) return status;
  if (options_.replicas > 0) file.spec.set_replicas(options_.replicas);
  std::vector<std::int64_t> sweeps;
  for (const v1::Engine engine : {v1::ENGINE_LEHR, v1::ENGINE_LAMMPS}) {
    const auto sweep_id = Do(file.spec, engine);
    if (!sweep_id.ok()) return yaml::WithPositions(sweep_id.status(), file);
    sweeps.push_back(*sweep_id);
  }
  std::vector<std::vector<v1::PointResult>> results;
  for (const std::int64_t sweep_id : sweeps) {
    WatchOptions watch;
    watch.sweep_id = sweep_id;
    watch.quiet = options_.json;
    watch.until_paused = true;
    watch.supervise = [&] { return private_server_.Supervise(); };
    const auto sweep = WatchSweep(server_, session_, watch);
    if (!sweep.ok()) return sweep.status();
    if (sweep->state() != v1::SWEEP_STATE_DONE) {
      session_.err << absl::StrFormat(
          "sweep %d (%s) has not come to its end: lehr failures %d --server "
          "%s, while `lehrd --data %s` runs\n",
          sweep_id, sweep->name(), sweep_id, server_.address(), options_.data);
      return kExitSweepFailed;
    }
    const auto points = server_.Results(sweep_id);
    if (!points.ok()) return points.status();
    results.emplace_back(points->begin(), points->end());
  }
  const auto agreement = Agreement(sweeps.front());
  if (!agreement.ok()) return agreement.status();
  const auto rows = CompareEngines(results[0], results[1]);
  Print(*agreement, rows);
  const bool same = !AnyDiffers(rows) && (*agreement)["close"].get<bool>();
  return same ? kExitOk : kExitFindings;
}

}  // namespace

absl::StatusOr<int> ValidateEngines(const ValidateEnginesOptions& options,
                                    yaml::SweepFile& file, Session& session) {
  PrivateServerOptions server_options;
  server_options.data = options.data;
  server_options.programs = session.programs;
  server_options.workers = 1;
  server_options.lammps_workers = 1;
  const auto server = PrivateServer::Start(server_options);
  if (!server.ok()) return server.status();
  auto code = EngineValidation(options, **server, session).Run(file);
  (*server)->Stop();
  return code;
}

}  // namespace lehr::client
