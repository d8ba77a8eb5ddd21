#include "worker/lammps/lammps_library.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <lammps/library.h>
#include <mpi.h>
#include <string_view>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

namespace {

// Thrown in place of the end of the process.
struct EndOfLammps {};

}  // namespace

// The dynamic linker takes these for those of libmpi.so, also for LAMMPS.
extern "C" int MPI_Abort(MPI_Comm, int) { throw EndOfLammps(); }
extern "C" int MPI_Finalize() { throw EndOfLammps(); }

namespace lehr::worker {
namespace {

// A name that does not depend on the folder.
std::string PathOf(int file) {
  return absl::StrFormat("/proc/self/fd/%d", file);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LammpsLibrary>> LammpsLibrary::Open() {
  std::unique_ptr<LammpsLibrary> library(new LammpsLibrary());
  library->log_ = memfd_create("lammps.log", MFD_CLOEXEC);
  if (library->log_ < 0) {
    return absl::ResourceExhaustedError("lammps: no file in memory");
  }
  // This process alone is the world: Open MPI looks for no other, and makes no
  // folder in /tmp, which a killed runner would leave behind.
  setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
  std::string log = PathOf(library->log_);
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
    library->handle_ = lammps_open_no_mpi(static_cast<int>(words.size()),
                                          arguments.data(), nullptr);
  } catch (const EndOfLammps&) {
    return absl::InternalError(
        absl::StrFormat("lammps: start: %s", library->LastError()));
  }
  if (library->handle_ == nullptr) {
    return absl::InternalError("lammps: it does not start");
  }
  return library;
}

LammpsLibrary::~LammpsLibrary() {
  // A broken one has closed its log and cannot be taken apart.
  if (handle_ != nullptr && broken_.ok()) {
    Call([](void* handle) { lammps_close(handle); }).IgnoreError();
  }
  for (const int file : files_) close(file);
  if (log_ >= 0) close(log_);
}

absl::Status LammpsLibrary::Call(const std::function<void(void*)>& call) {
  if (!broken_.ok()) return broken_;
  try {
    call(handle_);
  } catch (const EndOfLammps&) {
    broken_ = absl::OutOfRangeError(absl::StrFormat("lammps: %s", LastError()));
  }
  if (broken_.ok()) ForgetLog();
  return broken_;
}

absl::Status LammpsLibrary::Command(const std::string& command) {
  const absl::Status called =
      Call([&](void* handle) { lammps_command(handle, command.c_str()); });
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

std::string LammpsLibrary::NameOfFile(const std::string& content) {
  const int file = memfd_create("content", MFD_CLOEXEC);
  files_.push_back(file);
  std::string_view rest = content;
  while (!rest.empty()) {
    const ssize_t written = write(file, rest.data(), rest.size());
    if (written <= 0) break;  // LAMMPS will miss what lacks
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return PathOf(file);
}

std::string LammpsLibrary::LastError() const {
  struct stat file = {};
  fstat(log_, &file);
  // The last lines are enough; what was forgotten before reads as zeros.
  constexpr off_t kMost = 4096;
  const off_t from = file.st_size > kMost ? file.st_size - kMost : 0;
  std::string text(static_cast<std::size_t>(file.st_size - from), '\0');
  const ssize_t size = pread(log_, text.data(), text.size(), from);
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

void LammpsLibrary::ForgetLog() {
  // It grows by a few lines with each run. LAMMPS writes on where it was, so
  // that there is a hole before, which takes no memory.
  if (ftruncate(log_, 0) != 0) return;
}

}  // namespace lehr::worker
