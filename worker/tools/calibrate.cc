// lehr-worker calibrate: how fast this machine is with a potential.

#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

#include "lehr/md/instruction_set.h"
#include "proto/support/cores.h"
#include "proto/support/shutdown.h"
#include "worker/calibration.h"
#include "worker/host.h"
#include "worker/proto_time.h"
#include "worker/tools/json.h"
#include "worker/tools/potential_source.h"
#include "worker/tools/tool_options.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

// Physical time that passes in a day at one step of 2 fs a second [ns].
constexpr double kNanosecondsPerDay = 2e-6 * 86400;

struct CalibrateOptions {
  std::string potential;
  std::vector<std::string> composition;
  std::vector<std::int64_t> atoms = {500, 2000, 8000};
  double lattice_constant = 4;
  int threads = 1;
  bool fast = false;
  bool json = false;
};

// "Cu=0.64" or, for equal shares, "Cu".
absl::Status ReadComponent(const std::string& text,
                           v1::CalibrationWanted* wanted) {
  const std::size_t equals = text.find('=');
  double share = 1;
  if (equals != std::string::npos &&
      !absl::SimpleAtod(text.substr(equals + 1), &share)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "lehr-worker: --composition: expected ELEMENT=SHARE, found \"%s\"",
        text));
  }
  wanted->add_elements(text.substr(0, equals));
  wanted->add_fractions(share);
  return absl::OkStatus();
}

absl::StatusOr<v1::CalibrationWanted> WantedBy(const CalibrateOptions& options,
                                               const PotentialSource& source) {
  v1::CalibrationWanted wanted;
  std::vector<std::string> components = options.composition;
  if (components.empty()) {
    for (const auto& element : source.elements) {
      components.push_back(element.symbol);
    }
  }
  for (const std::string& component : components) {
    const absl::Status read = ReadComponent(component, &wanted);
    if (!read.ok()) return read;
  }
  double sum = 0;
  for (const double share : wanted.fractions()) sum += share;
  for (double& share : *wanted.mutable_fractions()) share /= sum;
  wanted.set_potential_sha256(source.sha256);
  wanted.set_potential_name(source.path);
  wanted.set_lattice_constant_angstrom(options.lattice_constant);
  wanted.mutable_atoms()->Assign(options.atoms.begin(), options.atoms.end());
  wanted.set_precision(options.fast ? v1::PRECISION_FAST
                                    : v1::PRECISION_REFERENCE);
  return wanted;
}

Json ToJson(const v1::Speed& speed) {
  return {{"atoms", speed.atoms()},
          {"atom_steps_per_second", speed.atom_steps_per_second()},
          {"seconds_measured",
           absl::ToDoubleSeconds(FromProto(speed.measured_for()))}};
}

void PrintJson(const CalibrateOptions& options,
               const std::vector<v1::Speed>& speeds) {
  Json list = Json::array();
  for (const v1::Speed& speed : speeds) list.push_back(ToJson(speed));
  std::cout << Dump({{"processor", Processor()},
                     {"instruction_set", md::InstructionSetInUse()},
                     {"threads", options.threads},
                     {"speeds", std::move(list)}});
}

void PrintText(const CalibrateOptions& options,
               const std::vector<v1::Speed>& speeds) {
  std::cout << absl::StrFormat("%s, %s, %d threads\n\n", Processor(),
                               md::InstructionSetInUse(), options.threads)
            << "    atoms  atom-steps/s  ns/day at 2 fs\n";
  for (const v1::Speed& speed : speeds) {
    const double rate = speed.atom_steps_per_second();
    std::cout << absl::StrFormat(
        "%9d  %12.3g  %14.3g\n", speed.atoms(), rate,
        rate / static_cast<double>(speed.atoms()) * kNanosecondsPerDay);
  }
}

absl::Status Run(const CalibrateOptions& options) {
  const auto source = ReadPotential(options.potential);
  if (!source.ok()) return source.status();
  const auto wanted = WantedBy(options, *source);
  if (!wanted.ok()) return wanted.status();
  if (absl::Status valid = CheckCalibration(*wanted); !valid.ok()) return valid;
  const std::vector<std::string> elements(wanted->elements().begin(),
                                          wanted->elements().end());
  const auto potential = MakePotential(*source, elements);
  if (!potential.ok()) return potential.status();
  const auto speeds = MeasureSpeeds(*wanted, **potential, options.threads,
                                    [] { return !ShutdownRequested(); });
  if (!speeds.ok()) return speeds.status();
  options.json ? PrintJson(options, *speeds) : PrintText(options, *speeds);
  return absl::OkStatus();
}

}  // namespace

void AddCalibrate(CLI::App& app, Action& action) {
  const auto options = std::make_shared<CalibrateOptions>();
  options->threads = UsableCores();
  CLI::App* verb = app.add_subcommand(
      "calibrate", "Measure how fast this machine is with a potential");
  AddPotentialOption(*verb, options->potential);
  verb->add_option("--composition", options->composition,
                   "Shares of the elements: Cu=0.64,Zr=0.36 (default: all of "
                   "the potential, equally)")
      ->delimiter(',')
      ->type_name("LIST");
  verb->add_option("--atoms", options->atoms, "Sizes, roughly")
      ->delimiter(',')
      ->type_name("LIST")
      ->default_str("500,2000,8000");
  verb->add_option("--lattice-constant", options->lattice_constant,
                   "Edge of a cell with four atoms [A]: the density")
      ->capture_default_str();
  AddEngineOptions(*verb, options->threads);
  verb->add_flag("--fast", options->fast, "In single precision");
  verb->add_flag("--json", options->json, "Print JSON");
  verb->footer(
      "Example:\n"
      "  lehr-worker calibrate --potential CuZr_mm.eam.fs --composition "
      "Cu=0.64,Zr=0.36");
  verb->callback(
      [options, &action] { action = [options] { return Run(*options); }; });
}

}  // namespace lehr::worker
