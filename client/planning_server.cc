#include "client/planning_server.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdlib.h>
#include <string>
#include <system_error>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "client/number_format.h"
#include "client/sweep_potential.h"
#include "client/time_format.h"
#include "proto/support/shutdown.h"

namespace lehr::client {
namespace {

// A server on this machine or in this building answers sooner.
constexpr absl::Duration kDefaultAnswer = absl::Milliseconds(500);
constexpr absl::Duration kNamedAnswer = absl::Seconds(10);

// A worker measures for a second or two, begins after a heartbeat (2 s by
// default, a few times a second on a server of ours), and may be slow.
constexpr absl::Duration kLongestWait = absl::Seconds(15);
constexpr absl::Duration kAskAgain = absl::Milliseconds(200);
constexpr double kPrivateHeartbeatSeconds = 0.2;

}  // namespace

absl::StatusOr<std::unique_ptr<PlanningServer>> PlanningServer::Connect(
    const ServerOption& option, const Session& session,
    const MachineShare& share) {
  std::unique_ptr<PlanningServer> made(new PlanningServer());
  made->connection_ = std::make_unique<ServerConnection>(option);
  const auto answer =
      made->connection_->Ping(option.given ? kNamedAnswer : kDefaultAnswer);
  if (answer.ok()) return made;
  if (option.given || !absl::IsUnavailable(answer)) return answer;
  std::string folder = "/tmp/lehr-plan-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrFormat("%s: %s", folder, std::strerror(errno)));
  }
  made->folder_ = folder;
  PrivateServerOptions options;
  options.data = made->folder_ / "data";
  options.programs = session.programs;
  options.workers = share.workers;
  options.threads = share.threads;
  options.heartbeat_seconds = kPrivateHeartbeatSeconds;
  auto server = PrivateServer::Start(options);
  if (!server.ok()) return server.status();
  made->private_ = *std::move(server);
  made->share_ = share;
  made->connection_ =
      std::make_unique<ServerConnection>(made->private_->address());
  return made;
}

PlanningServer::~PlanningServer() {
  private_.reset();
  std::error_code ignored;  // it is in /tmp
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<v1::PlanSweepResponse> PlanningServer::Plan(
    yaml::SweepFile& file, const PlanOptions& options) {
  if (auto status = SetPotential(*connection_, file); !status.ok()) {
    return status;
  }
  v1::PlanSweepRequest request;
  *request.mutable_spec() = file.spec;
  request.set_no_reuse(options.no_reuse);
  request.mutable_cores()->Assign(options.cores.begin(), options.cores.end());
  const absl::Time deadline = absl::Now() + kLongestWait;
  while (true) {
    const absl::Time asked = absl::Now();
    auto plan = connection_->Plan(request);
    if (!plan.ok()) return yaml::WithPositions(plan.status(), file);
    if (!options.with_time || plan->summary().has_estimated_time() ||
        plan->summary().atom_steps().to_do() == 0 || absl::Now() > deadline ||
        !WorkerIsFree()) {
      return plan;
    }
    // A large plan is not to be made all the time.
    if (WaitForShutdown(std::max(kAskAgain, absl::Now() - asked))) {
      return absl::CancelledError("interrupted while speed was measured");
    }
  }
}

bool PlanningServer::WorkerIsFree() {
  if (private_ != nullptr) {
    return share_.workers > 0 && private_->Supervise().ok();
  }
  const auto workers = connection_->Workers();
  return workers.ok() &&
         std::any_of(workers->workers().begin(), workers->workers().end(),
                     [](const v1::Worker& worker) {
                       return worker.live() && worker.running().empty();
                     });
}

std::string PlanningServer::WhoseTime() const {
  if (!is_private()) return "on the present workers";
  const int cores = share_.workers * share_.threads;
  return absl::StrFormat("on this machine (%d core%s)", cores,
                         cores == 1 ? "" : "s");
}

std::string CostText(const v1::PlanSummary& summary,
                     const std::string& whose_time) {
  const auto count = [](std::int64_t number) {
    return FormatCount(static_cast<double>(number));
  };
  const v1::AtomSteps& work = summary.atom_steps();
  std::string text = absl::StrFormat(
      "points      %s\nsegments    %s, of which %s are there already\n"
      "atom-steps  %s as written, %s after sharing, %s to do\n",
      count(summary.points()), count(summary.segments()),
      count(summary.segments_done()), count(work.as_written()),
      count(work.shared()), count(work.to_do()));
  absl::StrAppend(
      &text, "time        ",
      summary.has_estimated_time()
          ? absl::StrCat(FormatSpan(ToDuration(summary.estimated_time())), " ",
                         whose_time)
          : "unknown: no worker, or none has been measured",
      "\n");
  for (const v1::PoolTime& pool : summary.pools()) {
    absl::StrAppendFormat(
        &text, "            %s on %s core%s: %s worker%s of %d thread%s\n",
        FormatSpan(ToDuration(pool.time())), count(pool.cores()),
        pool.cores() == 1 ? "" : "s", count(pool.workers()),
        pool.workers() == 1 ? "" : "s", pool.threads(),
        pool.threads() == 1 ? "" : "s");
  }
  return text;
}

}  // namespace lehr::client
