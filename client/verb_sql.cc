#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/server_connection.h"
#include "client/sql_answer.h"
#include "client/sql_table.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string statement;
  std::string file;
  ServerOption server;
  std::string format = "table";
  std::int64_t max_rows = 10000;
  int time_limit = 10;  // seconds
  bool json = false;
};

absl::StatusOr<SqlAnswer> Ask(const Options& options, const Session& session) {
  v1::RunSqlRequest request;
  request.set_statement(options.statement);
  request.set_max_rows(options.max_rows);
  request.mutable_time_limit()->set_seconds(options.time_limit);
  if (!options.file.empty()) {
    return AskFile(session.programs, options.file, request);
  }
  ServerConnection server(options.server);
  return AskServer(server, request);
}

absl::StatusOr<int> Sql(const Options& options, Session& session) {
  const auto answer = Ask(options, session);
  if (!answer.ok()) return answer.status();
  if (options.json || options.format == "json") {
    session.out << Dump(SqlJson(*answer));
  } else if (options.format == "csv") {
    session.out << SqlCsv(*answer);
  } else {
    session.out << SqlText(*answer);
  }
  if (answer->truncated) {
    session.err << absl::StrFormat(
        "lehr: these are the first %d rows, there are more: --max-rows\n",
        answer->rows.size());
  }
  return kExitOk;
}

}  // namespace

void AddSql(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "sql", "Ask the database a SELECT; nothing can be written");
  verb->add_option("STATEMENT", options->statement, "One SELECT")->required();
  verb->add_option("--file", options->file,
                   "Of this lehr.db instead of a server's; it is only read")
      ->type_name("FILE");
  verb->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  verb->add_option("--max-rows", options->max_rows, "At most this many rows")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{10'000'000}))
      ->capture_default_str();
  verb->add_option("--time-limit", options->time_limit, "At most this long [s]")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  AddServerOption(*verb, session, options->server);
  verb->add_flag("--json", options->json, "The same as --format json");
  verb->footer(
      "Tables and views: server/README.md. results_NAME has a column for each\n"
      "parameter and observable of the sweep NAME (or number).\n"
      "Examples:\n"
      "  lehr sql 'SELECT treatment, avg(yield_stress) FROM results_quickstart "
      "GROUP BY 1'\n"
      "  lehr sql --file lehr-data/lehr.db 'SELECT * FROM v_attempts'");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Sql(*options, session); };
  });
}

}  // namespace lehr::client
