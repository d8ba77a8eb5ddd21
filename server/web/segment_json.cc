#include "server/web/segment_json.h"

#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/sha256.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/segment_report.h"
#include "server/store/provenance_table.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

Json ObservablesJson(const v1::Segment& segment) {
  Json json = Json::array();
  for (const v1::Observable& observable : segment.observables()) {
    Json one = {{"name", observable.name()},
                {"unit", observable.unit()},
                {"value", observable.value()}};
    if (observable.has_standard_error()) {
      one["standard_error"] = observable.standard_error();
    }
    json.push_back(std::move(one));
  }
  return json;
}

}  // namespace

Json AttemptsJson(Database& database, std::int64_t segment_id) {
  Json json = Json::array();
  for (const v1::Attempt& attempt : HistoryOf(database, segment_id)) {
    json.push_back({{"attempt", attempt.attempt()},
                    {"worker", attempt.worker()},
                    {"state", attempt.state()},
                    {"started", IsoTime(FromProto(attempt.started()))},
                    {"message", attempt.message()},
                    {"class", Word(attempt.failure_class())},
                    {"log", attempt.log()}});
  }
  return json;
}

absl::StatusOr<Json> SegmentJson(Database& database, const Roster& roster,
                                 std::int64_t sweep_id,
                                 std::int64_t segment_id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  request.set_segment_id(segment_id);
  const auto sweep = ReportSweep(database, roster, request);
  if (!sweep.ok()) return sweep.status();
  const auto row = FindSegment(database, segment_id);
  if (sweep->segments().empty() || !row.has_value()) {
    return absl::NotFoundError(
        absl::StrFormat("sweep %d has no segment %d", sweep_id, segment_id));
  }
  const v1::Segment& segment = sweep->segments(0);
  Json json = {{"segment_id", segment.segment_id()},
               {"label", segment.label()},
               {"state", Word(segment.state())},
               {"atoms", segment.atoms()},
               {"steps", segment.steps()},
               {"points", segment.points()},
               {"attempts", segment.attempts()},
               {"worker", segment.worker()},
               {"error", segment.error()},
               {"key", ToHex(segment.key())},
               {"end_state_sha256", ToHex(segment.end_state_sha256())},
               {"curve_sha256",
                ToHex(row->curve_sha256.empty() ? row->checkpoint_curve_sha256
                                                : row->curve_sha256)},
               {"saved_as", Json::array()},
               {"observables", ObservablesJson(segment)},
               {"attempt_list", AttemptsJson(database, segment_id)}};
  for (const std::string& name : segment.saved_as()) {
    json["saved_as"].push_back(name);
  }
  if (segment.has_run_time()) {
    json["run_time_seconds"] =
        absl::ToDoubleSeconds(FromProto(segment.run_time()));
  }
  return json;
}

absl::StatusOr<v1::Curve> ReadCurve(const ArtifactStore& artifacts,
                                    std::string_view sha256) {
  auto reader = artifacts.Read(sha256);
  if (!reader.ok()) return reader.status();
  std::string bytes;
  while (true) {
    auto piece = reader->Next();
    if (!piece.ok()) return piece.status();
    if (piece->empty()) break;
    bytes += *piece;
  }
  v1::Curve curve;
  if (curve.ParseFromString(bytes)) return curve;
  return absl::DataLossError(absl::StrFormat(
      "artifact %s: expected a curve, found something else", ToHex(sha256)));
}

Json CurveJson(const v1::Curve& curve, int most) {
  Json json = Json::array();
  for (const v1::Column& column : curve.columns()) {
    json.push_back({{"name", column.name()},
                    {"unit", column.unit()},
                    {"values", Thinned(column.values(), most)}});
  }
  return json;
}

}  // namespace lehr::server
