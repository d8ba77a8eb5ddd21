#include <exception>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/shutdown.h"
#include "proto/support/version.h"
#include "worker/openmp_waiting.h"
#include "worker/options.h"
#include "worker/serve.h"
#include "worker/tools/verbs.h"

namespace {

namespace worker = lehr::worker;

constexpr char kFooter[] =
    "Example:\n"
    "  lehr-worker --server head:8420 --threads 8\n"
    "\n"
    "Exit codes:\n"
    "  0    done as asked, or asked to leave\n"
    "  1    could not be done; the server refused the worker\n"
    "  2    wrong command line, or a file that it names is wrong\n"
    "  130  a tool was interrupted by Ctrl-C\n"
    "\n"
    "`lehr-worker VERB --help` tells more about a verb.";

int Finish(const absl::Status& status) {
  std::cout.flush();
  if (!status.ok()) {
    // Problems of a file stand in lines that begin with the file, as compilers
    // and editors have it.
    std::cerr << (absl::IsInvalidArgument(status) ? "" : "lehr-worker: ")
              << std::string(status.message()) << '\n';
  }
  return worker::ExitCodeOf(status);
}

}  // namespace

int main(int argc, char** argv) {
  worker::SettleOpenMpWaiting(argv);
  lehr::InstallShutdownHandler();
  CLI::App app(
      "lehr-worker computes what a lehr server gives it, until it is stopped. "
      "With a verb it does something by itself, without a server.",
      "lehr-worker");
  app.set_version_flag(
      "--version",
      absl::StrFormat("lehr-worker %s (numerics %d)", lehr::kSoftwareVersion,
                      lehr::kNumericsVersion));
  app.footer(kFooter);
  app.require_subcommand(0, 1);
  worker::Options options;
  worker::AddServeFlags(app, options);
  worker::Action action;
  worker::AddEvaluate(app, action);
  worker::AddSimulate(app, action);
  worker::AddConvert(app, action);
  worker::AddSnapshot(app, action);
  worker::AddCalibrate(app, action);
  worker::AddRunAttempts(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? worker::kExitOk : worker::kExitWrongUse;
  }
  try {
    return action ? Finish(action()) : worker::Serve(options);
  } catch (const std::exception& exception) {
    lehr::Log(lehr::Severity::kError, "worker ended by an exception",
              {{"reason", exception.what()}});
    return worker::kExitFailed;
  }
}
