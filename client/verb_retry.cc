#include <cstdint>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/named_value.h"
#include "client/proto_json.h"
#include "client/results_query.h"
#include "client/server_connection.h"
#include "client/text_table.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

// The server's largest answer to a question in SQL is more.
constexpr std::int64_t kMostSegments = 2'000'000;

struct Options {
  std::string sweep;
  bool failed = false;
  std::vector<std::string> classes;
  std::string error;
  std::string where;
  bool dry_run = false;
  ServerOption server;
  bool json = false;
};

// The failed segments of the points that fit.
absl::StatusOr<std::vector<std::int64_t>> SegmentsWhere(
    ServerConnection& server, std::int64_t sweep_id, const std::string& where) {
  const AskSql ask = [&](const v1::RunSqlRequest& request) {
    return AskServer(server, request);
  };
  ResultsQuery query;
  query.where = where;
  query.columns = {"point"};
  const auto answer = AskResults(ask, {sweep_id}, query);
  if (!answer.ok()) return answer.status();
  std::set<std::int64_t> points;
  for (const QueriedPoint& point : answer->sweeps.front().points) {
    if (point.is_chosen) points.insert(point.result.point());
  }
  v1::RunSqlRequest request;
  request.set_statement(absl::StrFormat(
      "SELECT segment_id, point FROM point_segments JOIN segments "
      "USING (segment_id) WHERE sweep_id = %d AND segments.state = 'FAILED'",
      sweep_id));
  request.set_max_rows(kMostSegments);
  const auto rows = ask(request);
  if (!rows.ok()) return rows.status();
  std::set<std::int64_t> ids;
  for (const v1::SqlRow& row : rows->rows) {
    if (points.contains(row.values(1).integer())) {
      ids.insert(row.values(0).integer());
    }
  }
  return std::vector<std::int64_t>(ids.begin(), ids.end());
}

absl::StatusOr<v1::RetrySegmentsRequest> RequestOf(const Options& options) {
  v1::RetrySegmentsRequest request;
  for (const std::string& word : options.classes) {
    const auto failure = NamedValue<v1::FailureClass>("--class", word);
    if (!failure.ok()) return failure.status();
    request.add_failure_classes(*failure);
  }
  request.set_error(options.error);
  request.set_dry_run(options.dry_run);
  return request;
}

std::string RetryText(const v1::RetrySegmentsResponse& answer, bool dry_run) {
  TextTable table;
  table.AddColumn("id", TextTable::Align::kRight);
  table.AddColumn("segment");
  table.AddColumn("class");
  table.AddColumn("error");
  for (const v1::FailedSegment& segment : answer.segments()) {
    table.AddRow({absl::StrCat(segment.segment_id()), segment.label(),
                  Word(segment.failure_class()), segment.error()});
  }
  std::string text =
      table.rows() == 0 ? "" : absl::StrCat(table.ToString(), "\n");
  const bool one = answer.count() == 1;
  absl::StrAppendFormat(&text, "%d failed segment%s %s tried again\n",
                        answer.count(), one ? "" : "s",
                        dry_run ? "would be" : (one ? "is" : "are"));
  if (answer.sweep().state() == v1::SWEEP_STATE_PAUSED) {
    absl::StrAppendFormat(&text, "the sweep is paused: lehr resume %d\n",
                          answer.sweep().sweep_id());
  }
  return text;
}

absl::StatusOr<int> Retry(const Options& options, Session& session) {
  auto request = RequestOf(options);
  if (!request.ok()) return request.status();
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  request->set_sweep_id(*id);
  if (!options.where.empty()) {
    const auto segments = SegmentsWhere(server, *id, options.where);
    if (!segments.ok()) return segments.status();
    request->mutable_segment_ids()->Assign(segments->begin(), segments->end());
    // An empty list would mean all; no segment has this number.
    if (segments->empty()) request->add_segment_ids(0);
  }
  const auto answer =
      server.Call(&v1::SweepService::Stub::RetrySegments, *request);
  if (!answer.ok()) return answer.status();
  session.out << (options.json ? Dump(ToJson(*answer))
                               : RetryText(*answer, options.dry_run));
  return kExitOk;
}

}  // namespace

void AddRetry(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "retry", "Try failed segments once more, and all that waits for them");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_flag("--failed", options->failed,
                 "All that failed; so it is without an option, too");
  verb->add_option("--class", options->classes,
                   "Only what failed in this way: crash, numeric, resource, "
                   "transient, ...; may be given more than once")
      ->type_name("CLASS");
  verb->add_option("--error", options->error,
                   "Only where this regular expression is found in the error")
      ->type_name("REGEX");
  verb->add_option("--where", options->where,
                   "Only segments of points that fit, as for `lehr results`")
      ->type_name("CONDITION");
  verb->add_flag("--dry-run", options->dry_run, "Only say which");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n  lehr retry study --class resource --where "
      "'annealing_temperature > 900' --dry-run");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Retry(*options, session); };
  });
}

}  // namespace lehr::client
