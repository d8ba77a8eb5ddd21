#include "tests/bench/server_process.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <absl/time/time.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

namespace lehr::bench {
namespace {

// A database of a million segments is opened within seconds.
constexpr absl::Duration kStartLimit = absl::Seconds(60);

std::string ProcFile(pid_t pid, const std::string& name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

}  // namespace

ServerProcess::ServerProcess(std::filesystem::path data,
                             std::vector<std::string> flags)
    : data_(std::move(data)), flags_(std::move(flags)) {}

std::string ServerProcess::address() const {
  return "unix:" + (data_ / "lehrd.sock").string();
}

absl::Status ServerProcess::Start() {
  std::vector<std::string> arguments = {LEHRD, "--data", data_.string(),
                                        "--listen", address()};
  arguments.insert(arguments.end(), flags_.begin(), flags_.end());
  program_ =
      std::make_unique<Program>(data_.parent_path(), std::move(arguments));
  // Asks anew each time: a channel that found no socket waits a second.
  const bool answers = WaitUntil(
      [&] {
        return grpc::CreateChannel(address(),
                                   grpc::InsecureChannelCredentials())
            ->WaitForConnected(std::chrono::system_clock::now() +
                               std::chrono::milliseconds(100));
      },
      kStartLimit);
  if (answers) return absl::OkStatus();
  return absl::UnavailableError("lehrd does not answer: " + program_->errors());
}

absl::Status ServerProcess::StartWith(const SweepRows& rows) {
  const absl::Status made = MakeDatabase(data_, rows);
  return made.ok() ? Start() : made;
}

void ServerProcess::Kill() {
  program_->Signal(SIGKILL);
  program_->Wait(absl::Seconds(20));
}

double ServerProcess::CpuSeconds() const {
  std::ifstream file(ProcFile(pid(), "stat"));
  std::string line;
  std::getline(file, line);
  // Fields 14 and 15; the name before may contain anything but ")".
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::int64_t ServerProcess::ResidentBytes() const {
  std::ifstream file(ProcFile(pid(), "statm"));
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::int64_t ServerProcess::PeakBytes() const {
  std::ifstream file(ProcFile(pid(), "status"));
  std::int64_t kib = 0;
  for (std::string word; file >> word;) {
    if (word == "VmHWM:") file >> kib;
  }
  return kib << 10;
}

int ServerProcess::OpenFiles() const {
  std::error_code ignored;  // it may just have ended
  const auto files =
      std::filesystem::directory_iterator(ProcFile(pid(), "fd"), ignored);
  return static_cast<int>(std::distance(begin(files), end(files)));
}

std::int64_t ServerProcess::LogBytes() const {
  std::error_code error;
  const auto size = std::filesystem::file_size(data_ / "lehr.db-wal", error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace lehr::bench
