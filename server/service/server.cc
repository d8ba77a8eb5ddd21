#include "server/service/server.h"

#include <algorithm>
#include <atomic>
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
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "proto/support/channel.h"
#include "proto/support/log.h"
#include "proto/support/shutdown.h"
#include "proto/support/steady_time.h"
#include "server/coordinator/sweep_reports.h"
#include "server/service/admin_service.h"
#include "server/service/artifact_service.h"
#include "server/service/audit_trail.h"
#include "server/service/blocking_pool.h"
#include "server/service/call_guard.h"
#include "server/service/call_timer.h"
#include "server/service/callers.h"
#include "server/service/disk_space.h"
#include "server/service/garbage_collector.h"
#include "server/service/housekeeping.h"
#include "server/service/identity_service.h"
#include "server/service/lease_waiters.h"
#include "server/service/listening.h"
#include "server/service/loss_reporter.h"
#include "server/service/pool_keeper.h"
#include "server/service/pool_service.h"
#include "server/service/questions.h"
#include "server/service/scrubber.h"
#include "server/service/serial_executor.h"
#include "server/service/submitter.h"
#include "server/service/sweep_service.h"
#include "server/service/watchers.h"
#include "server/service/worker_service.h"
#include "server/store/artifact_store.h"
#include "server/store/data_directory.h"
#include "server/store/database.h"
#include "server/store/database_opening.h"
#include "server/store/read_pool.h"
#include "server/store/server_start.h"
#include "server/web/dashboard.h"

namespace lehr::server {
namespace {

// Compressing and syncing artifacts keeps a core busy at most; more threads
// would only take cores from workers on the same machine.
constexpr int kPoolThreads = 2;

// People's questions in SQL: a long one leaves a thread for a short one, and
// uploads wait for neither.
constexpr int kSqlThreads = 2;

// What people ask, and pictures for those who watch: short and many.
constexpr int kReadThreads = 2;
// For who keeps the server: a check of all files leaves a thread for a backup.
constexpr int kAdminThreads = 2;

// As kGarbageGrace where space is short. A worker whose upload went too early
// uploads it again.
constexpr absl::Duration kShortGrace = absl::Minutes(5);

constexpr std::int64_t kMib = std::int64_t{1} << 20;

// After the start, before a large database is read from one end to the other.
constexpr absl::Duration kBeforeCheck = absl::Seconds(10);

// For calls that are still being answered when the server stops.
constexpr std::chrono::milliseconds kShutdownGrace(500);

absl::Duration ExpiryInterval(const CoordinatorOptions& times) {
  return std::min(times.time_to_live / 4, absl::Seconds(1));
}

DiskMarks MarksOf(const ServerOptions& options) {
  const auto bytes = [](std::int64_t mib) { return mib < 0 ? -1 : mib * kMib; };
  return {.soft = bytes(options.soft_mark_mib),
          .hard = bytes(options.hard_mark_mib)};
}

PoolKeeper::Options PoolsOf(const ServerOptions& options) {
  return {.interval = absl::Seconds(options.slurm_seconds),
          .worker_program = options.worker_program};
}

void SetArguments(grpc::ServerBuilder& builder, const Limits& limits) {
  builder.SetMaxReceiveMessageSize(limits.message_mib << 20);
  // Above it a client's calls wait in the client.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, limits.streams);
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

Watchers::Source PicturesFrom(Questions& questions, BlockingPool& pool) {
  return {
      .roster =
          [&questions](absl::Time now) { return questions.copies().Get(now); },
      .post =
          [&pool](std::function<void()> look) { pool.Post(std::move(look)); },
      .make =
          [&questions](std::int64_t sweep_id, const Roster& roster) {
            v1::WatchSweepRequest request;
            request.set_sweep_id(sweep_id);
            return questions.reads().Read([&](Database& database) {
              return ReportProgress(database, roster, request);
            });
          }};
}

}  // namespace

// In the order in which they are made; each uses those above it.
struct Server::Parts {
  Parts(DataDirectory directory, std::unique_ptr<Database> opened,
        std::int64_t start, const ServerOptions& options)
      : data(std::move(directory)),
        database(std::move(opened)),
        store(data.path()),
        coordinator(database.get(), options.Times()),
        executor(database.get(), &coordinator),
        pool(kPoolThreads),
        sql_pool(kSqlThreads),
        read_pool(kReadThreads),
        questions(&coordinator, &executor, &read_pool, data.database()),
        admin_pool(kAdminThreads),
        losses(&coordinator, &executor, &store),
        garbage(&coordinator, &executor, &questions.reads(), &store),
        scrubber(&coordinator, &executor, &questions.reads(), &store, &losses,
                 options.scrub_mib_per_second * kMib),
        disk(data.path(), MarksOf(options), &coordinator,
             [this] { CollectOldCheckpoints(); }),
        waiters(&coordinator),
        watchers(&coordinator, PicturesFrom(questions, read_pool), start),
        submitter(database.get(), &coordinator, &executor, &pool, &questions),
        housekeeping(&coordinator, ExpiryInterval(options.Times())),
        revoked(options.RevokedList()),
        callers(&tokens, &revoked),
        sweeps(&coordinator, &executor, &pool, &sql_pool, data.database(),
               &questions, &watchers, &submitter,
               {.callers = &callers,
                .database = database.get(),
                .limits = options.limits}),
        workers(&coordinator, &executor, &waiters),
        artifacts(&coordinator, &executor, &pool, &store, &losses, &disk,
                  &callers, database.get(), options.limits.upload_gib),
        admin(&data, &admin_pool, &coordinator, &executor, &questions.reads(),
              &store, &losses, &garbage, &callers),
        audit(database.get(), &executor, absl::Hours(24 * options.audit_days)),
        identities(database.get(), &executor, &questions, &callers, &tokens),
        pools(database.get(), &executor, &questions),
        pool_keeper(database.get(), &coordinator, &executor, &questions,
                    PoolsOf(options)) {
    FillTokenBook(*database, tokens);
    executor.ObserveCommits(
        [this](absl::Duration time) { metrics.ObserveCommit(time); });
    metrics.WatchFiles([this] {
      return Metrics::Files{.free_bytes = disk.free_bytes(),
                            .artifacts_lost = losses.count(),
                            .scrubbed_bytes = scrubber.bytes()};
    });
    // Without a word to anyone who waits: what they asked for may be on disk.
    executor.OnSyncFailure([] { std::_Exit(EXIT_FAILURE); });
    executor.Add(&disk);          // first: nothing is leased on a full disk
    executor.Add(&housekeeping);  // before: what is lost can be leased at once
    executor.Add(&submitter);     // before: so can what it stores
    executor.Add(&waiters);
    executor.Add(&watchers);
  }

  // Also without a Server, when there is no address to listen on.
  ~Parts() {
    executor.Stop();
    admin_pool.Stop();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  Parts(Parts&&) = delete;
  Parts& operator=(Parts&&) = delete;

  void CollectOldCheckpoints() {
    admin_pool.Post([this] {
      const auto collected = garbage.Collect(false, kShortGrace);
      if (collected.ok()) return;
      Log(Severity::kWarning, "garbage not collected",
          {{"error", collected.status().ToString()}});
    });
  }

  DataDirectory data;
  std::unique_ptr<Database> database;
  ArtifactStore store;
  Coordinator coordinator;
  SerialExecutor executor;
  BlockingPool pool;
  BlockingPool sql_pool;
  BlockingPool read_pool;
  Questions questions;
  BlockingPool admin_pool;
  LossReporter losses;
  GarbageCollector garbage;
  Scrubber scrubber;
  DiskSpace disk;
  LeaseWaiters waiters;
  Watchers watchers;
  Submitter submitter;
  Housekeeping housekeeping;
  TokenBook tokens;
  RevokedCertificates revoked;
  const Callers callers;
  SweepService sweeps;
  WorkerService workers;
  ArtifactService artifacts;
  AdminService admin;
  AuditTrail audit;
  IdentityService identities;
  PoolService pools;
  PoolKeeper pool_keeper;
  Metrics metrics;
  std::unique_ptr<grpc::Server> grpc;
  std::unique_ptr<Dashboard> dashboard;
  std::atomic<bool> stopping = false;
  std::atomic<bool> broken = false;
};

namespace {

absl::StatusOr<std::unique_ptr<grpc::Server>> Listen(
    const ServerOptions& options, const Callers& callers, AuditTrail* audit,
    const std::vector<grpc::Service*>& services, Metrics* metrics) {
  const std::vector<std::string> addresses = options.Addresses();
  const auto guard = std::make_shared<CallGuard>(
      &callers, [audit](std::string_view path, const Identity& identity,
                        const absl::Status& refused) {
        audit->AddRefusal(path, identity, refused);
      });
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetArguments(builder, options.limits);
  std::vector<int> ports(addresses.size(), 0);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const absl::Status free = CheckSocketFree(addresses[i]);
    if (!free.ok()) return free;
    builder.AddListeningPort(addresses[i],
                             CredentialsFor(addresses[i], options.tls, guard),
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
  interceptors.push_back(std::make_unique<AuditInterceptors>(&callers, audit));
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

// A person has time to make another one.
void LogCertificate(const TlsFiles& tls) {
  constexpr absl::Duration kSoon = absl::Hours(24 * 14);
  if (tls.empty()) return;
  const auto end = CertificateEnd(tls.cert);
  if (!end.ok()) return;
  Log(*end < absl::Now() + kSoon ? Severity::kWarning : Severity::kInfo,
      "certificate",
      {{"path", tls.cert},
       {"good_until", absl::FormatTime(*end, absl::UTCTimeZone())}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options) {
  const absl::Status valid = options.Validate();
  if (!valid.ok()) return valid;
  auto data = DataDirectory::Open(options.data);
  if (!data.ok()) return data.status();
  auto database = OpenForServer(*data);
  if (!database.ok()) return database.status();
  const auto start = BeginServerStart(**database, SteadyNow());
  if (!start.ok()) return start.status();
  auto parts = std::make_unique<Parts>(*std::move(data), *std::move(database),
                                       *start, options);
  const absl::Status recovered = parts->coordinator.Recover(SteadyNow());
  if (!recovered.ok()) return recovered;
  // Before the first call can come.
  parts->executor.Start();
  auto listening = Listen(options, parts->callers, &parts->audit,
                          {&parts->sweeps, &parts->workers, &parts->artifacts,
                           &parts->admin, &parts->identities, &parts->pools},
                          &parts->metrics);
  if (!listening.ok()) {
    parts->executor.Stop();  // before what it calls goes
    return listening.status();
  }
  parts->grpc = *std::move(listening);
  for (const std::string& address : options.Addresses()) {
    const bool is_plain = options.tls.empty() || IsUnixSocket(address);
    if (is_plain && !IsLocal(address)) {
      Log(Severity::kWarning,
          "listening beyond this machine without encryption or passwords: "
          "anyone who reaches the address can use the server",
          {{"address", address}});
    }
    Log(Severity::kInfo, "listening",
        {{"address", address},
         {"tls", is_plain ? "no" : "yes"},
         {"data", options.data}});
  }
  LogCertificate(options.tls);
  // From here on its destructor ends in order what runs.
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  server->parts_->submitter.Resume();
  server->parts_->scrubber.Start();
  server->parts_->pool_keeper.Start();
  server->CheckDatabase();
  const absl::Status opened = server->OpenDashboard(options);
  if (!opened.ok()) return opened;
  return server;
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

void Server::CheckDatabase() {
  Parts& parts = *parts_;
  if (parts.data.was_clean() || !IsLargeDatabase(parts.data.database())) return;
  parts.admin_pool.Post([&parts] {
    // The first seconds are for the workers, who all come back.
    const absl::Time begin = SteadyNow() + kBeforeCheck;
    while (SteadyNow() < begin) {
      if (parts.stopping) return;
      absl::SleepFor(absl::Milliseconds(100));
    }
    const absl::Status whole =
        CheckWhole(parts.data.database(), parts.stopping);
    if (!absl::IsDataLoss(whole)) return;
    Log(Severity::kError, "database damaged",
        {{"error", std::string(whole.message())}});
    parts.broken = true;
    RequestShutdown();
  });
}

bool Server::is_broken() const { return parts_->broken; }

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
                        .metrics = &parts.metrics,
                        .notice = [&parts] { return parts.disk.notice(); }});
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
  parts_->stopping = true;
  parts_->dashboard.reset();
  parts_->scrubber.Stop();
  parts_->pool_keeper.Stop();
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
  parts_->read_pool.Stop();
  parts_->admin_pool.Stop();
  parts_->executor.Stop();
  if (!parts_->broken) parts_->data.MarkCleanStop();
}

}  // namespace lehr::server
