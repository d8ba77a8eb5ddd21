#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/explain_page.h"
#include "client/proto_json.h"
#include "client/results_query.h"
#include "client/server_connection.h"
#include "client/sql_answer.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

// A filter that lets many points pass would flood the screen.
constexpr std::size_t kMostPoints = 20;

struct Options {
  std::string sweep;
  std::string point;
  std::int64_t segment = 0;
  ServerOption server;
  bool json = false;
};

// The points that a person means: a number, or a filter as of `lehr results
// --where`.
absl::StatusOr<std::vector<int>> PointsMeant(ServerConnection& server,
                                             std::int64_t sweep_id,
                                             const std::string& text) {
  int number = 0;
  if (absl::SimpleAtoi(text, &number)) return std::vector<int>{number};
  ResultsQuery query;
  query.where = text;
  const auto answer = AskResults(
      [&server](const v1::RunSqlRequest& request) {
        return AskServer(server, request);
      },
      {sweep_id}, query);
  if (!answer.ok()) return answer.status();
  std::vector<int> points;
  for (const QueriedSweep& sweep : answer->sweeps) {
    for (const QueriedPoint& point : sweep.points) {
      if (point.is_chosen) points.push_back(point.result.point());
    }
  }
  if (!points.empty()) return points;
  return absl::NotFoundError(
      absl::StrFormat("no point of the sweep has %s", text));
}

absl::StatusOr<std::vector<v1::ExplainRequest>> Questions(
    const Options& options, ServerConnection& server) {
  v1::ExplainRequest request;
  if (!options.sweep.empty()) {
    const auto id = ResolveSweep(server, options.sweep);
    if (!id.ok()) return id.status();
    request.set_sweep_id(*id);
  }
  if (options.segment != 0) {
    request.set_segment_id(options.segment);
    return std::vector{request};
  }
  if (options.point.empty()) {
    return absl::InvalidArgumentError(
        "expected SWEEP and POINT, or --segment ID");
  }
  const auto points = PointsMeant(server, request.sweep_id(), options.point);
  if (!points.ok()) return points.status();
  std::vector<v1::ExplainRequest> requests;
  for (const int point : *points) {
    request.set_point(point);
    requests.push_back(request);
  }
  return requests;
}

absl::StatusOr<int> Explain(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto questions = Questions(options, server);
  if (!questions.ok()) return questions.status();
  Json list = Json::array();
  std::size_t asked = 0;
  for (const v1::ExplainRequest& question : *questions) {
    if (asked == kMostPoints) break;
    const auto explanation =
        server.Call(&v1::SweepService::Stub::Explain, question);
    if (!explanation.ok()) return explanation.status();
    if (options.json) {
      list.push_back(ToJson(*explanation));
    } else {
      session.out << (asked > 0 ? "\n" : "") << ExplainPage(*explanation);
    }
    ++asked;
  }
  if (options.json) {
    session.out << Dump(list.size() == 1 ? list[0] : list);
  } else if (asked < questions->size()) {
    session.out << absl::StrFormat("\n%d points more: narrow the filter\n",
                                   questions->size() - asked);
  }
  return kExitOk;
}

}  // namespace

void AddExplain(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "explain", "Say why a point or segment is where it is, and what is next");
  verb->add_option("SWEEP", options->sweep, "Number or name");
  verb->add_option("POINT", options->point,
                   "Number of the point, or a filter as of results --where");
  verb->add_option("--segment", options->segment, "Explain this one instead")
      ->type_name("ID")
      ->check(CLI::PositiveNumber);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Examples:\n"
      "  lehr explain quickstart 7\n"
      "  lehr explain quickstart 'annealing_temperature = 1000'\n"
      "  lehr explain --segment 33");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Explain(*options, session); };
  });
}

}  // namespace lehr::client
