#include "worker/lammps/ranked_lammps.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mpi.h>
#include <poll.h>
#include <string>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>

#include "proto/support/descriptor.h"
#include "proto/support/log.h"
#include "worker/lammps/local_lammps.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {
namespace {

// MPI may have to reach many hosts.
constexpr absl::Duration kMostStart = absl::Minutes(2);

// Words of the command that starts the ranks.
std::vector<std::string> LauncherCommand(int ranks) {
  const char* const launcher = std::getenv("LEHR_MPI_LAUNCHER");
  if (launcher != nullptr && *launcher != '\0') {
    return absl::StrSplit(launcher, ' ', absl::SkipEmpty());
  }
  // The worker's threads are so many, and where they may run has been decided.
  return {"mpirun",    "-n",   absl::StrCat(ranks),  "--oversubscribe",
          "--bind-to", "none", "--allow-run-as-root"};
}

// Replaces the child of fork().
[[noreturn]] void Become(std::vector<std::string> words) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // Yields its core where it would wait for the others with all of it.
  setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
  execvp(arguments[0], arguments.data());
  constexpr char kText[] = "lammps: the launcher of MPI cannot be started\n";
  [[maybe_unused]] const ssize_t told =
      write(STDERR_FILENO, kText, sizeof kText - 1);
  _exit(kExitFailed);
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

// The connection of rank 0; negative if the launcher ends before.
int Accept(int listener, pid_t launcher) {
  const absl::Time end = absl::Now() + kMostStart;
  while (absl::Now() < end) {
    pollfd file = {.fd = listener, .events = POLLIN, .revents = 0};
    if (poll(&file, 1, 100) > 0) {
      return accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    }
    if (waitpid(launcher, nullptr, WNOHANG) != 0) return -1;
  }
  return -1;
}

absl::Status StartError(const std::string& what) {
  return absl::UnavailableError(
      absl::StrFormat("lammps: MPI ranks: %s: %s", what, std::strerror(errno)));
}

// All ranks wait for the next call of rank 0. MPI waits with all of a core:
// after some milliseconds without one this sleeps in between.
void WaitPolitely(MPI_Request* request) {
  const absl::Time begin = absl::Now();
  int done = 0;
  while (MPI_Test(request, &done, MPI_STATUS_IGNORE) == MPI_SUCCESS &&
         done == 0) {
    const absl::Duration waited = absl::Now() - begin;
    if (waited < absl::Milliseconds(2)) continue;
    absl::SleepFor(std::min(waited / 10, absl::Milliseconds(5)));
  }
}

// From rank 0 to all; empty: there are no more calls.
void Share(std::string* bytes) {
  std::uint64_t size = bytes->size();
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Ibcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD, &request);
  WaitPolitely(&request);
  bytes->resize(size);
  // Messages of Protocol Buffers are smaller than 2 GiB.
  MPI_Bcast(bytes->data(), static_cast<int>(size), MPI_BYTE, 0, MPI_COMM_WORLD);
}

// The next message; empty at the end of the stream.
std::string NextMessage(int socket, MessageReader* reader) {
  for (;;) {
    auto message = reader->Next();
    if (message.has_value()) return *std::move(message);
    if (!reader->ReadSome(socket)) return "";
  }
}

}  // namespace

RankedLammps::~RankedLammps() {
  if (socket_ >= 0) close(socket_);  // which ends them
  if (launcher_ > 0) waitpid(launcher_, nullptr, 0);
}

absl::Status RankedLammps::Start() {
  std::string folder =
      (std::filesystem::temp_directory_path() / "lehr-mpi-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return StartError(folder);
  const std::string path = folder + "/calls";
  const sockaddr_un address = AddressOf(path);
  const Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(listener.number(), reinterpret_cast<const sockaddr*>(&address),
           sizeof address) != 0 ||
      listen(listener.number(), 1) != 0) {
    return StartError(path);
  }
  std::vector<std::string> words = LauncherCommand(ranks_);
  words.insert(words.end(), {std::filesystem::read_symlink("/proc/self/exe"),
                             "follow", path});
  launcher_ = fork();
  if (launcher_ == 0) Become(std::move(words));
  if (launcher_ > 0) socket_ = Accept(listener.number(), launcher_);
  const absl::Status started =
      socket_ < 0 ? StartError(words.front()) : absl::OkStatus();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return started;
}

wire::LammpsAnswer RankedLammps::Make(const wire::LammpsCall& call) {
  absl::Status started = socket_ < 0 ? Start() : absl::OkStatus();
  if (started.ok()) started = SendMessage(socket_, call);
  wire::LammpsAnswer answer;
  if (started.ok() && answer.ParseFromString(NextMessage(socket_, &reader_)) &&
      answer.ByteSizeLong() > 0) {
    return answer;
  }
  Log(Severity::kError, "the MPI ranks of LAMMPS have ended",
      {{"ranks", ranks_}, {"reason", std::string(started.message())}});
  _exit(kExitFailed);
}

absl::Status FollowCalls(const std::string& path) {
  LocalLammps lammps;
  const Descriptor session(
      lammps.rank() == 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1);
  const sockaddr_un address = AddressOf(path);
  if (lammps.rank() == 0 &&
      connect(session.number(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address) != 0) {
    return StartError(path);
  }
  MessageReader reader;
  for (;;) {
    std::string bytes =
        lammps.rank() == 0 ? NextMessage(session.number(), &reader) : "";
    Share(&bytes);
    wire::LammpsCall call;
    if (bytes.empty() || !call.ParseFromString(bytes)) return absl::OkStatus();
    wire::LammpsAnswer answer = lammps.Make(call);
    // So that none is as empty as the end of the stream.
    answer.set_made(true);
    if (lammps.rank() == 0 && !SendMessage(session.number(), answer).ok()) {
      return absl::OkStatus();
    }
  }
}

}  // namespace lehr::worker
