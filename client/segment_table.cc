#include "client/segment_table.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "client/divergence_table.h"
#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/text_table.h"
#include "client/time_format.h"

namespace lehr::client {
namespace {

// Whose fault it was, and what went wrong.
std::string ErrorText(const v1::Segment& segment) {
  if (segment.failure_class() == v1::FAILURE_CLASS_UNSPECIFIED) {
    return segment.error();
  }
  return absl::StrCat(Word(segment.failure_class()), ": ", segment.error());
}

// What a row has no room for.
std::string Notes(const v1::GetSweepResponse& sweep) {
  std::string notes;
  for (const v1::Segment& segment : sweep.segments()) {
    if (segment.failed_state_sha256().empty()) continue;
    absl::StrAppend(&notes, "segment ", segment.segment_id(),
                    ": the last good state before its failure is kept: lehr "
                    "show ",
                    sweep.sweep().sweep_id(), " --segment ",
                    segment.segment_id(), "\n");
  }
  return notes.empty() ? "" : "\n" + notes;
}

std::string Divergences(const v1::GetSweepResponse& sweep) {
  std::string text;
  for (const v1::Segment& segment : sweep.segments()) {
    if (segment.divergences_size() == 0) continue;
    absl::StrAppend(&text, "\nsegment ", segment.segment_id(), " (",
                    segment.label(), ") has a second, different result:\n",
                    DivergencesText(segment));
  }
  return text;
}

}  // namespace

std::string SegmentsText(const v1::GetSweepResponse& sweep) {
  const bool names = std::any_of(
      sweep.segments().begin(), sweep.segments().end(),
      [](const v1::Segment& segment) { return segment.saved_as_size() > 0; });
  const bool confirmed = std::any_of(
      sweep.segments().begin(), sweep.segments().end(),
      [](const v1::Segment& segment) { return segment.confirmations() > 0; });
  TextTable table;
  table.AddColumn("id", TextTable::Align::kRight);
  table.AddColumn("segment");
  if (names) table.AddColumn("saved as");
  table.AddColumn("state");
  table.AddColumn("atoms", TextTable::Align::kRight);
  table.AddColumn("steps", TextTable::Align::kRight);
  table.AddColumn("points", TextTable::Align::kRight);
  table.AddColumn("attempts", TextTable::Align::kRight);
  table.AddColumn("time", TextTable::Align::kRight);
  if (confirmed) table.AddColumn("confirmed", TextTable::Align::kRight);
  table.AddColumn("worker");
  table.AddColumn("error");
  for (const v1::Segment& segment : sweep.segments()) {
    std::vector<std::string> row = {absl::StrCat(segment.segment_id()),
                                    segment.label()};
    if (names) row.push_back(absl::StrJoin(segment.saved_as(), ", "));
    row.insert(
        row.end(),
        {Word(segment.state()),
         FormatCount(static_cast<double>(segment.atoms())),
         FormatCount(static_cast<double>(segment.steps())),
         absl::StrCat(segment.points()), absl::StrCat(segment.attempts()),
         segment.has_run_time() ? FormatSpan(ToDuration(segment.run_time()))
                                : ""});
    if (confirmed) row.push_back(absl::StrCat(segment.confirmations()));
    row.insert(row.end(), {segment.worker(), ErrorText(segment)});
    table.AddRow(std::move(row));
  }
  return table.ToString() + Notes(sweep) + Divergences(sweep);
}

}  // namespace lehr::client
