#include "worker/lammps/lammps_library.h"

#include <utility>

#include <absl/strings/str_format.h>

namespace lehr::worker {
namespace {

using wire::LammpsAnswer;
using wire::LammpsCall;

int NextInstance() {
  static int instances = 0;
  return ++instances;
}

}  // namespace

LammpsLibrary::LammpsLibrary(LammpsHost* host)
    : host_(*host), instance_(NextInstance()) {}

absl::StatusOr<std::unique_ptr<LammpsLibrary>> LammpsLibrary::Open(int ranks) {
  std::unique_ptr<LammpsLibrary> library(
      new LammpsLibrary(&HostOfProcess(ranks)));
  LammpsCall call;
  call.set_open(true);
  const auto opened = library->Make(std::move(call));
  if (!opened.ok()) return opened.status();
  return library;
}

LammpsLibrary::~LammpsLibrary() {
  LammpsCall call;
  call.set_close(true);
  Make(std::move(call)).IgnoreError();
}

absl::StatusOr<LammpsAnswer> LammpsLibrary::Make(LammpsCall call) {
  call.set_instance(instance_);
  LammpsAnswer answer = host_.Make(call);
  if (answer.code() == 0) return answer;
  return absl::Status(static_cast<absl::StatusCode>(answer.code()),
                      answer.message());
}

absl::StatusOr<std::vector<double>> LammpsLibrary::Numbers(LammpsCall call) {
  const auto answer = Make(std::move(call));
  if (!answer.ok()) return answer.status();
  return std::vector<double>(answer->numbers().begin(),
                             answer->numbers().end());
}

absl::StatusOr<double> LammpsLibrary::Number(LammpsCall call) {
  const auto numbers = Numbers(std::move(call));
  if (!numbers.ok()) return numbers.status();
  return numbers->front();
}

absl::Status LammpsLibrary::Run(const std::string& command) {
  LammpsCall call;
  call.set_command(command);
  return Make(std::move(call)).status();
}

absl::Status LammpsLibrary::Command(const std::string& command) {
  const absl::Status called = Run(command);
  if (called.ok()) return called;
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s (in \"%s\")", std::string(called.message()), command));
}

absl::Status LammpsLibrary::Commands(const std::vector<std::string>& commands) {
  for (const std::string& command : commands) {
    if (absl::Status done = Command(command); !done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::StatusOr<double> LammpsLibrary::CreateAtoms(wire::LammpsAtoms atoms) {
  LammpsCall call;
  *call.mutable_create_atoms() = std::move(atoms);
  return Number(std::move(call));
}

absl::StatusOr<std::vector<double>> LammpsLibrary::Gather(
    const std::string& name) {
  LammpsCall call;
  call.set_gather(name);
  return Numbers(std::move(call));
}

absl::StatusOr<std::vector<std::int32_t>> LammpsLibrary::GatherImages() {
  LammpsCall call;
  call.set_gather_images(true);
  const auto answer = Make(std::move(call));
  if (!answer.ok()) return answer.status();
  return std::vector<std::int32_t>(answer->whole().begin(),
                                   answer->whole().end());
}

absl::StatusOr<double> LammpsLibrary::Thermo(const std::string& keyword) {
  LammpsCall call;
  call.set_thermo(keyword);
  return Number(std::move(call));
}

absl::StatusOr<std::vector<double>> LammpsLibrary::Fix(const std::string& name,
                                                       int count) {
  LammpsCall call;
  call.mutable_fix()->set_name(name);
  call.mutable_fix()->set_count(count);
  return Numbers(std::move(call));
}

absl::StatusOr<double> LammpsLibrary::Global(const std::string& name) {
  LammpsCall call;
  call.set_global(name);
  return Number(std::move(call));
}

absl::StatusOr<LammpsBox> LammpsLibrary::Box() {
  LammpsCall call;
  call.set_box(true);
  const auto numbers = Numbers(std::move(call));
  if (!numbers.ok()) return numbers.status();
  LammpsBox box;
  for (std::size_t a = 0; a < 3; ++a) {
    box.low[a] = (*numbers)[a];
    box.high[a] = (*numbers)[3 + a];
    box.tilts[a] = (*numbers)[6 + a];
  }
  return box;
}

absl::StatusOr<std::string> LammpsLibrary::NameOfFile(
    const std::string& content) {
  LammpsCall call;
  call.set_file(content);
  const auto answer = Make(std::move(call));
  if (!answer.ok()) return answer.status();
  return answer->text();
}

}  // namespace lehr::worker
