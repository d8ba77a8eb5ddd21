#include "server/service/server.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "proto/support/log.h"
#include "server/service/admin_service.h"
#include "server/service/artifact_service.h"
#include "server/service/blocking_pool.h"
#include "server/service/call_timer.h"
#include "server/service/housekeeping.h"
#include "server/service/lease_waiters.h"
#include "server/service/listening.h"
#include "server/service/serial_executor.h"
#include "server/service/sweep_service.h"
#include "server/service/watchers.h"
#include "server/service/worker_service.h"
#include "server/store/artifact_store.h"
#include "server/store/data_directory.h"
#include "server/store/database.h"
#include "server/web/dashboard.h"

namespace lehr::server {
namespace {

// Compressing and syncing artifacts keeps a core busy at most; more threads
// would only take cores from workers on the same machine.
constexpr int kPoolThreads = 2;

// People's questions in SQL: a long one leaves a thread for a short one, and
// uploads wait for neither.
constexpr int kSqlThreads = 2;

// For calls that are still being answered when the server stops.
constexpr std::chrono::milliseconds kShutdownGrace(500);

absl::Duration ExpiryInterval(const CoordinatorOptions& times) {
  return std::min(times.time_to_live / 4, absl::Seconds(1));
}

void SetArguments(grpc::ServerBuilder& builder) {
  // Otherwise two servers could share a port, each with half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Workers and watchers ping every 20 to 30 s, also without calls; gRPC's
  // default answers that with "too many pings" and closes.
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Notices a client whose machine is gone, so that its call does not wait.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
}

}  // namespace

// In the order in which they are made; each uses those above it.
struct Server::Parts {
  Parts(DataDirectory directory, std::unique_ptr<Database> opened,
        const CoordinatorOptions& times)
      : data(std::move(directory)),
        database(std::move(opened)),
        store(data.path()),
        coordinator(database.get(), times),
        executor(database.get(), &coordinator),
        pool(kPoolThreads),
        sql_pool(kSqlThreads),
        waiters(&coordinator),
        watchers(&coordinator),
        housekeeping(&coordinator, ExpiryInterval(times)),
        sweeps(&coordinator, &executor, &pool, &sql_pool, data.database(),
               &watchers),
        workers(&coordinator, &executor, &waiters),
        artifacts(&coordinator, &executor, &pool, &store),
        admin(&coordinator, &executor, &pool, &store) {
    executor.ObserveCommits(
        [this](absl::Duration time) { metrics.ObserveCommit(time); });
    // Without a word to anyone who waits: what they asked for may be on disk.
    executor.OnSyncFailure([] { std::_Exit(EXIT_FAILURE); });
    executor.Add(&housekeeping);  // first: what is lost can be leased at once
    executor.Add(&waiters);
    executor.Add(&watchers);
  }

  DataDirectory data;
  std::unique_ptr<Database> database;
  ArtifactStore store;
  Coordinator coordinator;
  SerialExecutor executor;
  BlockingPool pool;
  BlockingPool sql_pool;
  LeaseWaiters waiters;
  Watchers watchers;
  Housekeeping housekeeping;
  SweepService sweeps;
  WorkerService workers;
  ArtifactService artifacts;
  AdminService admin;
  Metrics metrics;
  std::unique_ptr<grpc::Server> grpc;
  std::unique_ptr<Dashboard> dashboard;
};

namespace {

absl::StatusOr<std::unique_ptr<grpc::Server>> Listen(
    const std::vector<std::string>& addresses,
    const std::vector<grpc::Service*>& services, Metrics* metrics) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetArguments(builder);
  std::vector<int> ports(addresses.size(), 0);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const absl::Status free = CheckSocketFree(addresses[i]);
    if (!free.ok()) return free;
    builder.AddListeningPort(addresses[i], grpc::InsecureServerCredentials(),
                             &ports[i]);
  }
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::vector<
      std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
      interceptors;
  interceptors.push_back(std::make_unique<CallTimers>(
      [metrics](const std::string& method, const std::string& code,
                absl::Duration time) {
        metrics->ObserveCall(method, code, time);
      }));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server != nullptr) return server;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (ports[i] > 0) continue;
    return absl::UnavailableError(absl::StrFormat(
        "--listen: cannot listen on \"%s\": is it taken by another program, or "
        "not an address of this machine?",
        addresses[i]));
  }
  return absl::InternalError("gRPC does not start");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options) {
  const absl::Status valid = options.Validate();
  if (!valid.ok()) return valid;
  auto data = DataDirectory::Open(options.data);
  if (!data.ok()) return data.status();
  auto database = Database::Open(data->database());
  if (!database.ok()) return database.status();
  auto parts = std::make_unique<Parts>(*std::move(data), *std::move(database),
                                       options.Times());
  const absl::Status recovered = parts->coordinator.Recover(absl::Now());
  if (!recovered.ok()) return recovered;
  // Before the first call can come.
  parts->executor.Start();
  auto listening = Listen(
      options.Addresses(),
      {&parts->sweeps, &parts->workers, &parts->artifacts, &parts->admin},
      &parts->metrics);
  if (!listening.ok()) return listening.status();
  parts->grpc = *std::move(listening);
  for (const std::string& address : options.Addresses()) {
    if (!IsLocal(address)) {
      Log(Severity::kWarning,
          "listening beyond this machine without encryption or passwords: "
          "anyone who reaches the address can use the server",
          {{"address", address}});
    }
    Log(Severity::kInfo, "listening",
        {{"address", address}, {"data", options.data}});
  }
  // From here on its destructor ends in order what runs.
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  const absl::Status opened = server->OpenDashboard(options);
  if (!opened.ok()) return opened;
  return server;
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::Status Server::OpenDashboard(const ServerOptions& options) {
  if (options.http.empty()) return absl::OkStatus();
  Parts& parts = *parts_;
  auto dashboard =
      Dashboard::Start({.address = options.http, .admin = options.http_admin},
                       {.coordinator = &parts.coordinator,
                        .decide =
                            [&parts](std::function<void(absl::Time)> run) {
                              return parts.executor.Decide(std::move(run));
                            },
                        .database = parts.data.database(),
                        .artifacts = &parts.store,
                        .metrics = &parts.metrics});
  if (!dashboard.ok()) return dashboard.status();
  parts.dashboard = *std::move(dashboard);
  if (!IsLocal(options.http)) {
    Log(Severity::kWarning,
        "dashboard beyond this machine without encryption or passwords: anyone "
        "who reaches the address can use it",
        {{"address", options.http}});
  }
  Log(Severity::kInfo, "dashboard",
      {{"url", parts.dashboard->url()},
       {"admin", options.http_admin ? "yes" : "no"}});
  return absl::OkStatus();
}

Server::~Server() {
  parts_->dashboard.reset();
  // Calls that wait would keep gRPC from stopping.
  absl::Notification closed;
  parts_->executor.Post(
      {.run =
           [this](absl::Time) {
             parts_->waiters.Close();
             parts_->watchers.Close();
           },
       .done = [&closed](const absl::Status&) { closed.Notify(); }});
  closed.WaitForNotification();
  parts_->grpc->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
  parts_->grpc->Wait();
  parts_->pool.Stop();
  parts_->sql_pool.Stop();
  parts_->executor.Stop();
}

}  // namespace lehr::server
