#include "client/planning_server.h"

#include <cerrno>
#include <cstring>
#include <stdlib.h>
#include <string>
#include <system_error>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/sweep_potential.h"
#include "client/time_format.h"

namespace lehr::client {
namespace {

// A server on this machine or in this building answers sooner.
constexpr absl::Duration kDefaultAnswer = absl::Milliseconds(500);
constexpr absl::Duration kNamedAnswer = absl::Seconds(10);

}  // namespace

absl::StatusOr<std::unique_ptr<PlanningServer>> PlanningServer::Connect(
    const ServerOption& option, const Session& session) {
  std::unique_ptr<PlanningServer> made(new PlanningServer());
  made->connection_ = std::make_unique<ServerConnection>(option.address);
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
  auto server = PrivateServer::Start(options);
  if (!server.ok()) return server.status();
  made->private_ = *std::move(server);
  made->connection_ =
      std::make_unique<ServerConnection>(made->private_->address());
  return made;
}

PlanningServer::~PlanningServer() {
  private_.reset();
  std::error_code ignored;  // it is in /tmp
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<v1::PlanSweepResponse> PlanFile(ServerConnection& server,
                                               yaml::SweepFile& file) {
  if (auto status = SetPotential(server, file); !status.ok()) return status;
  auto plan = server.Plan(file.spec);
  if (!plan.ok()) return yaml::WithPositions(plan.status(), file);
  return plan;
}

std::string CostText(const v1::PlanSummary& summary) {
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
          ? absl::StrCat(FormatSpan(ToDuration(summary.estimated_time())),
                         " on the present workers")
          : "unknown: no worker, or none has been measured",
      "\n");
  return text;
}

}  // namespace lehr::client
