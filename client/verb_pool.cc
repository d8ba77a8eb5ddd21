#include "client/verb_pool.h"

#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/pool_client.h"
#include "client/pool_options.h"
#include "client/pool_page.h"
#include "client/proto_json.h"
#include "client/verb_options.h"
#include "proto/support/channel.h"

namespace lehr::client {
namespace {

// Short against what a worker's start costs, long against the gaps between two
// segments.
constexpr int kLeaveIdleSeconds = 60;
// What it takes to ask for a worker, to wait for its node and to start it.
constexpr int kLeastWorkSeconds = 60;

struct Options {
  std::string name;
  PoolOptions pool;
  ServerOption server;
  bool json = false;
};

void Print(const v1::Pool& pool, const Options& options, Session& session) {
  session.out << (options.json ? Dump(ToJson(pool)) : PoolPage(pool));
}

absl::StatusOr<int> Create(const Options& options, Session& session) {
  v1::CreatePoolRequest request;
  request.set_name(options.name);
  v1::PoolSettings& settings = *request.mutable_settings();
  settings.mutable_leave_idle()->set_seconds(kLeaveIdleSeconds);
  settings.mutable_least_work()->set_seconds(kLeastWorkSeconds);
  if (!options.pool.worker_server && IsLocal(options.server.address)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--worker-server: expected the HOST:PORT where other machines find the "
        "server, found none, and only this machine reaches \"%s\"",
        options.server.address));
  }
  settings.set_worker_server(options.server.address);
  const absl::Status applied = ApplyPoolOptions(options.pool, settings);
  if (!applied.ok()) return applied;
  PoolClient server(options.server);
  const auto created = server.Call(&v1::PoolService::Stub::CreatePool, request);
  if (!created.ok()) return created.status();
  Print(created->pool(), options, session);
  return kExitOk;
}

absl::StatusOr<v1::ListPoolsResponse> ListOf(PoolClient& server,
                                             const std::string& name) {
  v1::ListPoolsRequest request;
  request.set_name(name);
  return server.Call(&v1::PoolService::Stub::ListPools, request);
}

absl::StatusOr<int> Set(const Options& options, Session& session) {
  PoolClient server(options.server);
  const auto before = ListOf(server, options.name);
  if (!before.ok()) return before.status();
  v1::UpdatePoolRequest request;
  request.set_name(options.name);
  *request.mutable_settings() = before->pools(0).settings();
  const absl::Status applied =
      ApplyPoolOptions(options.pool, *request.mutable_settings());
  if (!applied.ok()) return applied;
  const auto updated = server.Call(&v1::PoolService::Stub::UpdatePool, request);
  if (!updated.ok()) return updated.status();
  Print(updated->pool(), options, session);
  return kExitOk;
}

absl::StatusOr<int> Show(const Options& options, Session& session) {
  PoolClient server(options.server);
  const auto pools = ListOf(server, options.name);
  if (!pools.ok()) return pools.status();
  Print(pools->pools(0), options, session);
  return kExitOk;
}

absl::StatusOr<int> List(const Options& options, Session& session) {
  PoolClient server(options.server);
  const auto pools = ListOf(server, "");
  if (!pools.ok()) return pools.status();
  if (options.json) {
    session.out << Dump(ToJson(*pools));
  } else if (pools->pools_size() == 0) {
    session.out << "no pools: `lehr pool create slurm NAME` makes one\n";
  } else {
    session.out << PoolsTable(*pools);
  }
  return kExitOk;
}

absl::StatusOr<int> Delete(const Options& options, Session& session) {
  PoolClient server(options.server);
  v1::DeletePoolRequest request;
  request.set_name(options.name);
  const auto deleted = server.Call(&v1::PoolService::Stub::DeletePool, request);
  if (!deleted.ok()) return deleted.status();
  if (options.json) {
    session.out << Dump(ToJson(deleted->pool()));
  } else {
    session.out << "pool " << options.name
                << " goes when its workers have handed back what they have\n";
  }
  return kExitOk;
}

using Run = absl::StatusOr<int> (*)(const Options& options, Session& session);

// A verb behind `parent` that takes the name of a pool.
CLI::App* AddVerb(CLI::App& parent, const char* name, const char* help,
                  const std::shared_ptr<Options>& options, Session& session,
                  Action& action, Run run) {
  CLI::App* verb = parent.add_subcommand(name, help);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->callback([options, run, &session, &action] {
    action = [options, run, &session] { return run(*options, session); };
  });
  return verb;
}

void AddName(CLI::App& verb, const std::shared_ptr<Options>& options) {
  verb.add_option("NAME", options->name, "The pool")->required();
}

}  // namespace

void AddPool(CLI::App& app, Session& session, Action& action) {
  CLI::App* pool = app.add_subcommand(
      "pool", "Workers that the server asks Slurm for while work waits");
  pool->require_subcommand(1);
  CLI::App* create = pool->add_subcommand("create", "Make a pool");
  create->require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* slurm = AddVerb(*create, "slurm", "Make a pool of Slurm's jobs",
                            options, session, action, Create);
  AddName(*slurm, options);
  AddPoolOptions(*slurm, options->pool, true);
  slurm->footer(
      "Example:\n  lehr pool create slurm main --partition cpu --max-workers "
      "16 --threads 8 --time 04:00:00 --server head:8420");
  options = std::make_shared<Options>();
  AddVerb(*pool, "list", "List pools", options, session, action, List);
  options = std::make_shared<Options>();
  AddName(*AddVerb(*pool, "show", "All about a pool and its jobs", options,
                   session, action, Show),
          options);
  options = std::make_shared<Options>();
  CLI::App* set = AddVerb(*pool, "set",
                          "Change a pool, and have it ask again after failures",
                          options, session, action, Set);
  AddName(*set, options);
  AddPoolOptions(*set, options->pool, false);
  options = std::make_shared<Options>();
  AddName(*AddVerb(*pool, "delete",
                   "Cancel what is pending, have the workers leave", options,
                   session, action, Delete),
          options);
}

}  // namespace lehr::client
