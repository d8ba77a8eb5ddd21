#include "worker/lammps/local_lammps.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <lammps/library.h>
#include <string_view>
#include <utility>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

namespace {

// Thrown in place of the end of the process.
struct EndOfLammps {};

bool IsOneOfSeveral() {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  return ranks > 1;
}

}  // namespace

// The dynamic linker takes these for those of libmpi.so, also for LAMMPS. All
// ranks end with MPI_Finalize; one alone calls MPI_Abort, and the others wait
// for it, so that there is no way on.
extern "C" int MPI_Abort(MPI_Comm world, int code) {
  if (IsOneOfSeveral()) return PMPI_Abort(world, code);
  throw EndOfLammps();
}
extern "C" int MPI_Finalize() { throw EndOfLammps(); }

namespace lehr::worker {
namespace {

using wire::LammpsAnswer;
using wire::LammpsCall;

// A name that does not depend on the folder.
std::string PathOf(int file) {
  return absl::StrFormat("/proc/self/fd/%d", file);
}

LammpsAnswer Failed(const absl::Status& status) {
  LammpsAnswer answer;
  answer.set_code(status.raw_code());
  answer.set_message(std::string(status.message()));
  return answer;
}

// What stands in the log behind the last "ERROR".
std::string LastError(int log) {
  struct stat file = {};
  fstat(log, &file);
  // The last lines are enough; what was forgotten before reads as zeros.
  constexpr off_t kMost = 4096;
  const off_t from = file.st_size > kMost ? file.st_size - kMost : 0;
  std::string text(static_cast<std::size_t>(file.st_size - from), '\0');
  const ssize_t size = pread(log, text.data(), text.size(), from);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  constexpr std::string_view kMark = "ERROR";
  const std::size_t mark = text.rfind(kMark);
  if (mark == std::string::npos) return "it ended without saying why";
  text.erase(0, text.find(": ", mark) + 2);
  // Behind it stand where in LAMMPS' source, " (src/thermo.cpp:439)", and the
  // last command.
  text.resize(std::min({text.size(), text.find('\n'), text.rfind(" (src/")}));
  return std::string(absl::StripAsciiWhitespace(text));
}

// It grows by a few lines with each run. LAMMPS writes on where it was, so that
// there is a hole before, which takes no memory.
void ForgetLog(int log) {
  if (ftruncate(log, 0) != 0) return;
}

int FileWith(const std::string& content) {
  const int file = memfd_create("content", MFD_CLOEXEC);
  std::string_view rest = content;
  while (!rest.empty()) {
    const ssize_t written = write(file, rest.data(), rest.size());
    if (written <= 0) break;  // LAMMPS will miss what lacks
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

void CreateAtoms(void* handle, const wire::LammpsAtoms& atoms,
                 LammpsAnswer* answer) {
  std::vector<std::int32_t> ids(static_cast<std::size_t>(atoms.types_size()));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = static_cast<std::int32_t>(i) + 1;
  }
  // It changes nothing of them.
  auto* const images = const_cast<std::int32_t*>(atoms.images().data());
  lammps_create_atoms(handle, atoms.types_size(), ids.data(),
                      atoms.types().data(), atoms.positions().data(),
                      atoms.velocities().data(), images, 0);
  answer->add_numbers(lammps_get_natoms(handle));
}

void Gather(void* handle, const std::string& name, LammpsAnswer* answer) {
  const int count = 3 * static_cast<int>(lammps_get_natoms(handle));
  answer->mutable_numbers()->Resize(count, 0);
  // It takes its name as a char*, which it does not change.
  lammps_gather_atoms(handle, const_cast<char*>(name.c_str()), 1, 3,
                      answer->mutable_numbers()->mutable_data());
}

void GatherImages(void* handle, LammpsAnswer* answer) {
  const int count = 3 * static_cast<int>(lammps_get_natoms(handle));
  answer->mutable_whole()->Resize(count, 0);
  std::string name = "image";
  lammps_gather_atoms(handle, name.data(), 0, 3,
                      answer->mutable_whole()->mutable_data());
}

void Fix(void* handle, const wire::LammpsFix& fix, LammpsAnswer* answer) {
  for (int i = 0; i < fix.count(); ++i) {
    auto* const value = static_cast<double*>(lammps_extract_fix(
        handle, fix.name().c_str(), LMP_STYLE_GLOBAL, LMP_TYPE_VECTOR, i, 0));
    answer->add_numbers(*value);
    lammps_free(value);
  }
}

void Box(void* handle, LammpsAnswer* answer) {
  std::array<double, 9> box = {};
  int periodic[3] = {};
  int changes = 0;
  lammps_extract_box(handle, &box[0], &box[3], &box[8], &box[6], &box[7],
                     periodic, &changes);
  for (const double number : box) answer->add_numbers(number);
}

// A call of an instance that is there and not broken.
LammpsAnswer Perform(void* handle, const LammpsCall& call) {
  LammpsAnswer answer;
  switch (call.kind_case()) {
    case LammpsCall::kCommand:
      lammps_command(handle, call.command().c_str());
      break;
    case LammpsCall::kCreateAtoms:
      CreateAtoms(handle, call.create_atoms(), &answer);
      break;
    case LammpsCall::kGather:
      Gather(handle, call.gather(), &answer);
      break;
    case LammpsCall::kGatherImages:
      GatherImages(handle, &answer);
      break;
    case LammpsCall::kThermo:
      answer.add_numbers(lammps_get_thermo(handle, call.thermo().c_str()));
      break;
    case LammpsCall::kFix:
      Fix(handle, call.fix(), &answer);
      break;
    case LammpsCall::kGlobal:
      answer.add_numbers(*static_cast<const double*>(
          lammps_extract_global(handle, call.global().c_str())));
      break;
    case LammpsCall::kBox:
      Box(handle, &answer);
      break;
    default:
      break;  // are made by Make()
  }
  return answer;
}

}  // namespace

LocalLammps::LocalLammps() {
  MPI_Init(nullptr, nullptr);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
}

LocalLammps::~LocalLammps() {
  for (auto& [number, instance] : instances_) Close(&instance);
  PMPI_Finalize();
}

absl::Status LocalLammps::Open(Instance* instance) const {
  instance->log = memfd_create("lammps.log", MFD_CLOEXEC);
  if (instance->log < 0) {
    return absl::ResourceExhaustedError("lammps: no file in memory");
  }
  std::string log = PathOf(instance->log);
  std::array<std::string, 8> words = {"lehr-lammps-runner",
                                      "-log",
                                      log,
                                      "-screen",
                                      "none",
                                      "-nocite",
                                      "-echo",
                                      "none"};
  std::array<char*, words.size()> arguments = {};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
  try {
    instance->handle = lammps_open(static_cast<int>(words.size()),
                                   arguments.data(), MPI_COMM_WORLD, nullptr);
  } catch (const EndOfLammps&) {
    return absl::InternalError(
        absl::StrFormat("lammps: start: %s", LastError(instance->log)));
  }
  return instance->handle == nullptr
             ? absl::InternalError("lammps: it does not start")
             : absl::OkStatus();
}

void LocalLammps::Close(Instance* instance) {
  // A broken one has closed its log and cannot be taken apart.
  if (instance->handle != nullptr && instance->broken.ok()) {
    try {
      lammps_close(instance->handle);
    } catch (const EndOfLammps&) {
      // Nobody asks for it any more.
    }
  }
  for (const int file : instance->files) close(file);
  if (instance->log >= 0) close(instance->log);
}

LammpsAnswer LocalLammps::Make(const LammpsCall& call) {
  Instance& instance = instances_[call.instance()];
  if (call.has_close()) {
    Close(&instance);
    instances_.erase(call.instance());
    return {};
  }
  if (call.has_open()) instance.broken = Open(&instance);
  if (!instance.broken.ok()) return Failed(instance.broken);
  if (call.has_file()) {
    instance.files.push_back(FileWith(call.file()));
    LammpsAnswer answer;
    answer.set_text(PathOf(instance.files.back()));
    return answer;
  }
  try {
    LammpsAnswer answer = Perform(instance.handle, call);
    ForgetLog(instance.log);
    return answer;
  } catch (const EndOfLammps&) {
    instance.broken = absl::OutOfRangeError(
        absl::StrFormat("lammps: %s", LastError(instance.log)));
  }
  return Failed(instance.broken);
}

}  // namespace lehr::worker
