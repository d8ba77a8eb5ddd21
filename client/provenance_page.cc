#include "client/provenance_page.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/attempt_text.h"
#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

std::string PointText(const v1::PointResult& point) {
  std::string text =
      absl::StrFormat("point %d: %s", point.point(), point.treatment());
  for (const v1::ParameterValue& parameter : point.parameters()) {
    absl::StrAppendFormat(&text, ", %s %s", parameter.name(),
                          FormatValue(parameter.value()));
  }
  absl::StrAppendFormat(&text, ", replica %d", point.replica());
  return text;
}

std::string HeadText(const v1::GetProvenanceResponse& provenance) {
  return absl::StrFormat(
      "%s\nsweep      %s (%d), submitted %s\npotential  %s, SHA-256 %s\n"
      "numerics   version %d; server %s\n",
      PointText(provenance.point()), provenance.sweep().name(),
      provenance.sweep().sweep_id(),
      LocalTime(ToTime(provenance.sweep().created())),
      provenance.potential().name(), ToHex(provenance.potential().sha256()),
      provenance.numerics_version(), provenance.software_version());
}

// A measured number that entered the law.
std::string MeasuredText(const v1::MeasuredNumber& number) {
  return absl::StrFormat(
      "  measured   %s = %s x %s%s\n", number.field(),
      FormatValue(number.factor()), number.observable(),
      number.has_value() ? " = " + FormatExact(number.value()) : std::string());
}

std::string StepText(const v1::ProvenanceStep& step) {
  const v1::Segment& segment = step.segment();
  std::string text =
      absl::StrFormat("segment %d  %s  (%s)\n", segment.segment_id(),
                      segment.label(), Word(segment.state()));
  const auto line = [&text](const char* name, const std::string& value) {
    if (!value.empty())
      absl::StrAppendFormat(&text, "  %-9s  %s\n", name, value);
  };
  if (segment.parent_segment_id() != 0) {
    line("starts",
         absl::StrFormat("from segment %d%s", segment.parent_segment_id(),
                         step.start_state_key().empty()
                             ? ""
                             : ", state " + ToHex(step.start_state_key())));
  }
  line("atoms",
       absl::StrFormat("%s, %s steps",
                       FormatCount(static_cast<double>(segment.atoms())),
                       FormatCount(static_cast<double>(segment.steps()))));
  line("law", ToJson(step.work()).dump());
  for (const v1::MeasuredNumber& number : segment.measured()) {
    text += MeasuredText(number);
  }
  line("key", ToHex(segment.key()));
  line("state key", ToHex(segment.state_key()));
  line("end state", ToHex(segment.end_state_sha256()));
  line("curve", ToHex(segment.curve_sha256()));
  for (const v1::Attempt& attempt : step.attempts()) {
    text += AttemptText(attempt);
  }
  line("error", segment.error());
  return text;
}

std::string ResultsText(const v1::PointResult& point) {
  TextTable table;
  table.AddColumn("observable");
  table.AddColumn("value", TextTable::Align::kRight);
  table.AddColumn("unit");
  for (const v1::Observable& observable : point.observables()) {
    table.AddRow(
        {observable.name(), ObservableText(&observable), observable.unit()});
  }
  return table.ToString();
}

}  // namespace

std::string ProvenancePage(const v1::GetProvenanceResponse& provenance) {
  std::string text = HeadText(provenance) + "\n";
  for (const v1::ProvenanceStep& step : provenance.steps()) {
    text += StepText(step) + "\n";
  }
  absl::StrAppend(&text, ResultsText(provenance.point()));
  absl::StrAppendFormat(
      &text,
      "\nlehr provenance %d %d --out DIR      writes the sweep file and its "
      "potential\nlehr run DIR/sweep.yaml             computes all of it "
      "again, "
      "elsewhere\nlehr submit DIR/sweep.yaml --recompute   here, and compares "
      "bit by bit\n",
      provenance.sweep().sweep_id(), provenance.point().point());
  return text;
}

}  // namespace lehr::client
