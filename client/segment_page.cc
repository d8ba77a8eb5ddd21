#include "client/segment_page.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/divergence_table.h"
#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

void AddLine(const char* name, const std::string& value, std::string* text) {
  if (value.empty()) return;
  absl::StrAppendFormat(text, "%-12s  %s\n", name, value);
}

std::string StartOf(const v1::GetSweepResponse& sweep,
                    const v1::Segment& segment) {
  const std::int64_t parent = segment.parent_segment_id();
  if (parent == 0) return "nothing";
  const auto found = FindSegment(sweep, parent);
  return absl::StrFormat(
      "segment %d%s", parent,
      found.ok() ? absl::StrCat(" (", (*found)->label(), ")") : "");
}

std::string ObservablesText(const v1::Segment& segment) {
  TextTable table;
  table.AddColumn("observable");
  table.AddColumn("value", TextTable::Align::kRight);
  table.AddColumn("unit");
  for (const v1::Observable& observable : segment.observables()) {
    table.AddRow(
        {observable.name(), ObservableText(&observable), observable.unit()});
  }
  return table.ToString();
}

}  // namespace

absl::StatusOr<const v1::Segment*> FindSegment(
    const v1::GetSweepResponse& sweep, std::int64_t segment_id) {
  for (const v1::Segment& segment : sweep.segments()) {
    if (segment.segment_id() == segment_id) return &segment;
  }
  return absl::NotFoundError(absl::StrFormat(
      "sweep %d (%s) has no segment %d: `lehr show %d` lists those it has",
      sweep.sweep().sweep_id(), sweep.sweep().name(), segment_id,
      sweep.sweep().sweep_id()));
}

std::string SegmentPage(const v1::GetSweepResponse& sweep,
                        const v1::Segment& segment) {
  std::string text = absl::StrFormat(
      "%s  (segment %d of %s, sweep %d)\n", segment.label(),
      segment.segment_id(), sweep.sweep().name(), sweep.sweep().sweep_id());
  AddLine("state", Word(segment.state()), &text);
  AddLine("saved as", absl::StrJoin(segment.saved_as(), ", "), &text);
  AddLine("starts from", StartOf(sweep, segment), &text);
  AddLine("atoms", FormatCount(static_cast<double>(segment.atoms())), &text);
  AddLine("steps", FormatCount(static_cast<double>(segment.steps())), &text);
  AddLine("points", absl::StrCat(segment.points()), &text);
  AddLine("attempts", absl::StrCat(segment.attempts()), &text);
  AddLine("worker", segment.worker(), &text);
  if (segment.has_run_time()) {
    AddLine("time", FormatSpan(ToDuration(segment.run_time())), &text);
  }
  if (segment.confirmations() > 0) {
    AddLine("confirmed",
            absl::StrFormat("%d times, by the same result",
                            segment.confirmations()),
            &text);
  }
  if (segment.failure_class() != v1::FAILURE_CLASS_UNSPECIFIED) {
    AddLine("failure", Word(segment.failure_class()), &text);
  }
  AddLine("error", segment.error(), &text);
  AddLine("key", ToHex(segment.key()), &text);
  AddLine("state key", ToHex(segment.state_key()), &text);
  AddLine("end state", ToHex(segment.end_state_sha256()), &text);
  AddLine("curve", ToHex(segment.curve_sha256()), &text);
  AddLine("failed state", ToHex(segment.failed_state_sha256()), &text);
  if (segment.observables_size() > 0) {
    absl::StrAppend(&text, "\n", ObservablesText(segment));
  }
  if (segment.divergences_size() > 0) {
    absl::StrAppend(&text, "\nsecond, different results:\n",
                    DivergencesText(segment));
  }
  return text;
}

}  // namespace lehr::client
