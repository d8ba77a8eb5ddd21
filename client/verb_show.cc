#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/segment_page.h"
#include "client/segment_table.h"
#include "client/segment_tree.h"
#include "client/server_connection.h"
#include "client/sweep_standing.h"
#include "client/time_format.h"
#include "client/tree_output.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  std::int64_t segment = 0;  // 0: all
  TreeOptions tree;
  ServerOption server;
  bool json = false;
};

std::string SummaryText(const v1::Sweep& sweep, const v1::SweepSpec& spec) {
  const v1::SegmentCounts& counts = sweep.segments();
  std::string text = absl::StrFormat(
      "%s (sweep %d)  %s\nsubmitted %s", sweep.name(), sweep.sweep_id(),
      StandingText(sweep), LocalTime(ToTime(sweep.created())));
  if (sweep.has_ended()) {
    absl::StrAppendFormat(&text, ", ended %s",
                          LocalTime(ToTime(sweep.ended())));
  }
  if (!spec.description().empty()) {
    absl::StrAppendFormat(&text, "\n%s", spec.description());
  }
  absl::StrAppendFormat(
      &text,
      "\n%d of %d points done; segments: %d done, %d leased, %d ready, %d "
      "waiting, %d failed, %d cancelled\n",
      sweep.points_done(), sweep.points(), counts.done(), counts.leased(),
      counts.ready(), counts.waiting(), counts.failed(), counts.cancelled());
  return text;
}

absl::StatusOr<int> DrawTree(const Options& options,
                             const v1::GetSweepResponse& sweep,
                             Session& session) {
  TreeOptions drawn = options.tree;
  if (options.json) drawn.format = "json";
  const auto status =
      WriteTree(SweepTree(sweep), drawn, {{"sweep", ToJson(sweep.sweep())}},
                SummaryText(sweep.sweep(), sweep.spec()), session);
  if (!status.ok()) return status;
  return kExitOk;
}

absl::StatusOr<int> Show(const Options& options, Session& session) {
  if (const auto format = TreeFormat(options.tree); !format.ok()) {
    return format.status();
  }
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  const auto sweep = server.Get(*id);
  if (!sweep.ok()) return sweep.status();
  if (options.tree.wanted()) return DrawTree(options, *sweep, session);
  if (options.segment != 0) {
    const auto segment = FindSegment(*sweep, options.segment);
    if (!segment.ok()) return segment.status();
    session.out << (options.json ? Dump(ToJson(**segment))
                                 : SegmentPage(*sweep, **segment));
  } else if (options.json) {
    session.out << Dump(ToJson(*sweep));
  } else {
    session.out << SummaryText(sweep->sweep(), sweep->spec()) << "\n"
                << SegmentsText(*sweep);
  }
  return kExitOk;
}

}  // namespace

void AddShow(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("show", "Show a sweep and its segments");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("--segment", options->segment,
                   "Number of a segment, to show all that is known of it")
      ->check(CLI::PositiveNumber);
  AddTreeOptions(*verb, options->tree);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n  lehr show quickstart --tree\n"
      "  lehr show quickstart -o quickstart.svg\n"
      "  lehr show quickstart --segment 12");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Show(*options, session); };
  });
}

}  // namespace lehr::client
