// lehr-lammps-runner: what lehr-worker --engine lammps starts to compute, and
// the tools that compute with LAMMPS.

#include <exception>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/shutdown.h"
#include "proto/support/version.h"
#include "worker/lammps/agree_verb.h"
#include "worker/lammps/follow_verb.h"
#include "worker/lammps/lammps_engine.h"
#include "worker/tools/verbs.h"

namespace {

namespace worker = lehr::worker;

int Finish(const absl::Status& status) {
  std::cout.flush();
  if (!status.ok()) {
    std::cerr << (absl::IsInvalidArgument(status) ? "" : "lehr-lammps-runner: ")
              << std::string(status.message()) << '\n';
  }
  return worker::ExitCodeOf(status);
}

}  // namespace

int main(int argc, char** argv) {
  lehr::InstallShutdownHandler();
  CLI::App app(
      "lehr-lammps-runner computes with LAMMPS what a lehr-worker gives it.",
      "lehr-lammps-runner");
  app.set_version_flag(
      "--version",
      absl::StrFormat("lehr-lammps-runner %s (numerics %d)",
                      lehr::kSoftwareVersion, lehr::kLammpsNumericsVersion));
  app.require_subcommand(1);
  const worker::LammpsEngine lammps;
  worker::Action action;
  worker::AddSimulate(app, action, &lammps);
  worker::AddAgree(app, action, lammps);
  worker::AddRunAttempts(app, action, &lammps);
  worker::AddFollow(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? worker::kExitOk : worker::kExitWrongUse;
  }
  try {
    return Finish(action());
  } catch (const std::exception& exception) {
    lehr::Log(lehr::Severity::kError, "runner ended by an exception",
              {{"reason", exception.what()}});
    return worker::kExitFailed;
  }
}
