#include "client/export_choice.h"

#include <algorithm>
#include <set>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/text_table.h"
#include "proto/support/nearest_name.h"

namespace lehr::client {
namespace {

const v1::Segment& At(const v1::GetSweepResponse& sweep, int position) {
  return sweep.segments(position);
}

bool IsSavedAs(const v1::Segment& segment, const std::string& name) {
  const auto& names = segment.saved_as();
  return std::find(names.begin(), names.end(), name) != names.end();
}

const char* NameOf(ExportKind kind) {
  switch (kind) {
    case ExportKind::kFailedState:
      return "state from before a failure";
    case ExportKind::kCurve:
      return "curve";
    case ExportKind::kEndState:
      break;
  }
  return "end state";
}

absl::Status NoSuchState(const v1::GetSweepResponse& sweep,
                         const std::string& name) {
  std::set<std::string> known;
  for (const v1::Segment& segment : sweep.segments()) {
    known.insert(segment.saved_as().begin(), segment.saved_as().end());
  }
  const std::vector<std::string> names(known.begin(), known.end());
  const std::string near = NearestName(name, names);
  return absl::NotFoundError(absl::StrFormat(
      "no state is saved as \"%s\" there%s%s", name,
      near.empty() ? "" : ": did you mean \"" + near + "\"?",
      names.empty() ? "; no stage of this sweep is a `save`"
                    : "; saved are " + absl::StrJoin(names, ", ")));
}

// The segments that the wish could mean, whether they have it or not.
absl::StatusOr<std::vector<int>> Meant(const v1::GetSweepResponse& sweep,
                                       const SweepPaths& paths,
                                       const ExportWish& wish) {
  std::vector<int> meant;
  if (wish.point.has_value()) {
    if (*wish.point < 0 || *wish.point >= paths.points()) {
      return absl::NotFoundError(
          absl::StrFormat("no point %d: the sweep has %d, from 0 on",
                          *wish.point, paths.points()));
    }
    meant = paths.SegmentsOf(*wish.point);
  } else {
    for (int i = 0; i < sweep.segments_size(); ++i) meant.push_back(i);
  }
  std::erase_if(meant, [&](int i) {
    return wish.segment.has_value() &&
           At(sweep, i).segment_id() != *wish.segment;
  });
  if (meant.empty()) {
    return absl::NotFoundError(
        absl::StrFormat("no segment %d there: `lehr show` has their numbers",
                        wish.segment.value_or(0)));
  }
  if (wish.state.empty()) return meant;
  std::erase_if(meant,
                [&](int i) { return !IsSavedAs(At(sweep, i), wish.state); });
  if (meant.empty()) return NoSuchState(sweep, wish.state);
  return meant;
}

}  // namespace

const std::string& ArtifactOf(const v1::Segment& segment, ExportKind kind) {
  switch (kind) {
    case ExportKind::kFailedState:
      return segment.failed_state_sha256();
    case ExportKind::kCurve:
      return segment.curve_sha256();
    case ExportKind::kEndState:
      break;
  }
  return segment.end_state_sha256();
}

absl::StatusOr<int> ChooseSegment(const v1::GetSweepResponse& sweep,
                                  const SweepPaths& paths,
                                  const ExportWish& wish) {
  const auto meant = Meant(sweep, paths, wish);
  if (!meant.ok()) return meant.status();
  std::vector<int> ready = *meant;
  std::erase_if(ready, [&](int i) {
    return ArtifactOf(At(sweep, i), wish.kind).empty();
  });
  if (ready.empty()) {
    const v1::Segment& first = At(sweep, meant->front());
    return absl::FailedPreconditionError(
        meant->size() == 1
            ? absl::StrFormat("segment %d, \"%s\", is %s and has no %s",
                              first.segment_id(), first.label(),
                              Word(first.state()), NameOf(wish.kind))
            : absl::StrFormat(
                  "none of the %d segments that are meant has its %s",
                  meant->size(), NameOf(wish.kind)));
  }
  if (ready.size() == 1) return ready.front();
  const bool last_of_point = wish.point.has_value() && wish.state.empty() &&
                             wish.kind == ExportKind::kEndState;
  if (last_of_point) return ready.back();
  return absl::InvalidArgumentError(absl::StrFormat(
      "%d segments have their %s%s: say which one with --segment ID%s\n%s",
      ready.size(), NameOf(wish.kind),
      wish.state.empty() ? "" : " saved as \"" + wish.state + "\"",
      wish.point.has_value() ? "" : " or --point N",
      ExportableText(sweep, paths, ready)));
}

std::string ExportableText(const v1::GetSweepResponse& sweep,
                           const SweepPaths& paths,
                           const std::vector<int>& positions) {
  TextTable table;
  table.AddColumn("segment", TextTable::Align::kRight);
  table.AddColumn("label");
  table.AddColumn("saved as");
  table.AddColumn("points");
  table.AddColumn("atoms", TextTable::Align::kRight);
  table.AddColumn("has");
  for (const int position : positions) {
    const v1::Segment& segment = At(sweep, position);
    std::vector<std::string> has;
    if (!segment.end_state_sha256().empty()) has.emplace_back("state");
    if (!segment.curve_sha256().empty()) has.emplace_back("curve");
    if (!segment.failed_state_sha256().empty()) has.emplace_back("failed");
    table.AddRow({absl::StrCat(segment.segment_id()), segment.label(),
                  absl::StrJoin(segment.saved_as(), ", "),
                  paths.PointsOf(position),
                  FormatCount(static_cast<double>(segment.atoms())),
                  absl::StrJoin(has, ", ")});
  }
  return table.ToString();
}

std::vector<int> ExportableSegments(const v1::GetSweepResponse& sweep) {
  std::vector<int> positions;
  for (int i = 0; i < sweep.segments_size(); ++i) {
    for (const ExportKind kind : {ExportKind::kEndState, ExportKind::kCurve,
                                  ExportKind::kFailedState}) {
      if (ArtifactOf(At(sweep, i), kind).empty()) continue;
      positions.push_back(i);
      break;
    }
  }
  return positions;
}

}  // namespace lehr::client
