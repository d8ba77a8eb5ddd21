#include "client/private_server.h"

#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "client/server_connection.h"
#include "proto/support/sha256.h"
#include "proto/support/shutdown.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

// sun_path has 108 bytes with the final zero (unix(7)).
constexpr std::size_t kLongestSocketPath = 107;

// A lehrd that checks a large database may take its time.
constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr absl::Duration kFirstAnswer = absl::Milliseconds(500);
// For another lehrd that has the folder and is only just starting.
constexpr absl::Duration kGrace = absl::Seconds(2);
// Workers finish the step they are in and upload a checkpoint.
constexpr absl::Duration kWorkerStopLimit = absl::Seconds(15);
constexpr absl::Duration kServerStopLimit = absl::Seconds(5);
// Restarts of each worker before giving up: a crash may be bad luck, four are
// not.
constexpr int kRestartsPerWorker = 3;
constexpr int kTailLines = 10;

bool Answers(const std::string& address, absl::Duration limit) {
  return ServerConnection(address).Ping(limit).ok();
}

absl::Status Died(ChildProcess& child) {
  return absl::InternalError(
      absl::StrFormat("%s ended by itself (%s); its log %s ends with:%s",
                      child.name(), child.HowItEnded(), child.log().string(),
                      TailOf(child.log(), kTailLines)));
}

}  // namespace

absl::StatusOr<fs::path> SocketPath(const fs::path& data) {
  const fs::path inside = data / "lehrd.sock";
  if (inside.string().size() <= kLongestSocketPath) return inside;
  const fs::path folder = absl::StrCat("/tmp/lehr-run-", getuid());
  mkdir(folder.c_str(), 0700);  // it may be there
  struct stat status = {};
  if (lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != getuid() || (status.st_mode & 077) != 0) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "%s: expected a folder that only this user can enter, for the socket; "
        "remove it, or choose a --data path shorter than %d bytes",
        folder.string(), kLongestSocketPath - sizeof "/lehrd.sock"));
  }
  return folder / (ToHex(Sha256Of(data.string())).substr(0, 16) + ".sock");
}

absl::StatusOr<std::unique_ptr<PrivateServer>> PrivateServer::Start(
    const PrivateServerOptions& options) {
  std::error_code error;
  fs::create_directories(options.data, error);
  PrivateServerOptions absolute = options;
  if (!error) absolute.data = fs::canonical(options.data, error);
  if (error) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--data %s: %s", options.data.string(), error.message()));
  }
  const auto socket = SocketPath(absolute.data);
  if (!socket.ok()) return socket.status();
  // make_unique does not see the private constructor.
  std::unique_ptr<PrivateServer> made(new PrivateServer(
      std::move(absolute), absl::StrCat("unix:", socket->string())));
  const bool is_there =
      fs::exists(*socket, error) && Answers(made->address_, kFirstAnswer);
  if (!is_there) {
    if (auto status = made->StartServer(); !status.ok()) return status;
  }
  const auto needs_workers = made->NeedsWorkers();
  if (!needs_workers.ok()) return needs_workers.status();
  const int workers =
      *needs_workers ? options.workers + options.lammps_workers : 0;
  made->restarts_left_ = kRestartsPerWorker * workers;
  for (int i = 1; i <= workers; ++i) {
    auto worker = made->StartWorker(i);
    if (!worker.ok()) return worker.status();
    made->workers_.push_back(*std::move(worker));
  }
  return made;
}

absl::Status PrivateServer::StartServer() {
  const fs::path log = options_.server_log.empty() ? options_.data / "lehrd.log"
                                                   : options_.server_log;
  std::vector<std::string> command = {(options_.programs / "lehrd").string(),
                                      "--data", options_.data.string(),
                                      "--listen", address_};
  if (options_.heartbeat_seconds > 0) {
    command.insert(command.end(), {"--heartbeat-seconds",
                                   absl::StrCat(options_.heartbeat_seconds)});
  }
  auto child = ChildProcess::Start(command, log);
  if (!child.ok()) return child.status();
  const absl::Time deadline = absl::Now() + kStartLimit;
  while (absl::Now() < deadline) {
    const bool running = child->IsRunning();
    if (Answers(address_, kFirstAnswer)) {
      // If ours has ended, another has the folder.
      if (running && child->IsRunning()) server_ = *std::move(child);
      return absl::OkStatus();
    }
    if (!running) {
      return Answers(address_, kGrace) ? absl::OkStatus() : Died(*child);
    }
    if (WaitForShutdown(absl::Milliseconds(50))) {
      return absl::CancelledError("interrupted while lehrd was starting");
    }
  }
  return absl::UnavailableError(absl::StrFormat(
      "lehrd does not answer at %s within %s; its log %s ends with:%s",
      address_, absl::FormatDuration(kStartLimit), log.string(),
      TailOf(log, kTailLines)));
}

absl::StatusOr<bool> PrivateServer::NeedsWorkers() const {
  if (!attached()) return true;
  const auto workers = ServerConnection(address_).Workers();
  if (!workers.ok()) return workers.status();
  for (const v1::Worker& worker : workers->workers()) {
    if (worker.live()) return false;
  }
  return true;
}

absl::StatusOr<ChildProcess> PrivateServer::StartWorker(int number) const {
  const bool has_lammps = number > options_.workers;
  return ChildProcess::Start(
      {(options_.programs / "lehr-worker").string(), "--server", address_,
       "--engine", has_lammps ? "lammps" : "lehr", "--threads",
       absl::StrCat(has_lammps ? 1 : options_.threads), "--cache",
       (options_.data / "worker-cache").string()},
      options_.data / absl::StrFormat("lehr-worker-%d.log", number));
}

absl::Status PrivateServer::Supervise() {
  if (server_.has_value() && !server_->IsRunning()) return Died(*server_);
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (workers_[i].IsRunning()) continue;
    if (restarts_left_-- <= 0) return Died(workers_[i]);
    auto worker = StartWorker(static_cast<int>(i) + 1);
    if (!worker.ok()) return worker.status();
    workers_[i] = *std::move(worker);
  }
  return absl::OkStatus();
}

void PrivateServer::Stop() {
  for (ChildProcess& worker : workers_) worker.RequestStop();
  const absl::Time deadline = absl::Now() + kWorkerStopLimit;
  for (ChildProcess& worker : workers_) {
    worker.WaitForEnd(deadline - absl::Now());
  }
  workers_.clear();  // kills what still runs
  if (!server_.has_value()) return;
  server_->RequestStop();
  server_->WaitForEnd(kServerStopLimit);
  server_.reset();
}

PrivateServer::~PrivateServer() { Stop(); }

}  // namespace lehr::client
