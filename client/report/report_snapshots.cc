#include "client/report/report_snapshots.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/export_scratch.h"
#include "client/plot/parameter_label.h"
#include "client/worker_tool.h"
#include "proto/support/file.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPictures = 8;
constexpr int kWidth = 640;  // pixels

// The saved states on the way of a point, in order, that exist.
std::vector<const v1::Segment*> SavedStates(const SweepData& data,
                                            const v1::PointResult& point) {
  std::vector<const v1::Segment*> saved;
  const std::int64_t number = point.point();
  if (number >= data.paths().points()) return saved;
  for (const int position : data.paths().SegmentsOf(number)) {
    const v1::Segment& segment = data.sweep().segments(position);
    if (segment.saved_as_size() == 0) continue;
    if (!segment.end_state_sha256().empty()) saved.push_back(&segment);
  }
  return saved;
}

// What is drawn, and against what.
struct Wanted {
  const v1::Segment* state = nullptr;
  const v1::Segment* reference = nullptr;  // null if there is none
  std::string condition;
};

Wanted WantedOf(const SweepData& data, const PointGroup& group) {
  const v1::PointResult& point = *group.points.front();
  const auto saved = SavedStates(data, point);
  Wanted wanted;
  if (saved.empty()) return wanted;
  wanted.state = saved.back();
  if (saved.size() > 1 &&
      saved[saved.size() - 2]->atoms() == wanted.state->atoms()) {
    wanted.reference = saved[saved.size() - 2];
  }
  wanted.condition = WordsOf(point.treatment());
  for (const v1::ParameterValue& parameter : point.parameters()) {
    absl::StrAppend(
        &wanted.condition, ", ",
        ValueText(ParameterLabel(data.sweep().spec(), parameter.name()),
                  parameter.value()));
  }
  return wanted;
}

absl::StatusOr<std::string> Kept(const v1::Segment& segment,
                                 ServerConnection& server,
                                 const ScratchFolder& scratch) {
  auto content = server.Download(segment.end_state_sha256());
  if (!content.ok()) return content.status();
  return KeepState({&segment, segment.end_state_sha256(), *std::move(content)},
                   scratch);
}

absl::StatusOr<Snapshot> Draw(const Wanted& wanted, ServerConnection& server,
                              const fs::path& programs,
                              const ScratchFolder& scratch) {
  const fs::path out = scratch.path() / "picture.png";
  std::vector<std::string> arguments = {"snapshot", "--json",
                                        "--out=" + out.string(),
                                        absl::StrCat("--width=", kWidth)};
  const auto state = Kept(*wanted.state, server, scratch);
  if (!state.ok()) return state.status();
  arguments.push_back(*state);
  if (wanted.reference != nullptr) {
    const auto reference = Kept(*wanted.reference, server, scratch);
    if (!reference.ok()) return reference.status();
    arguments.push_back("--reference=" + *reference);
    arguments.emplace_back("--color=strain");
  } else {
    arguments.emplace_back("--color=element");
  }
  const std::string& name = wanted.state->saved_as(0);
  arguments.insert(arguments.end(), {"--label", name});
  const auto printed = RunWorkerTool(programs, arguments, scratch);
  if (!printed.ok()) return printed.status();
  auto png = ReadFile(out);
  if (!png.ok()) return png.status();
  Snapshot snapshot;
  snapshot.file =
      absl::StrFormat("snapshots/segment%d.png", wanted.state->segment_id());
  snapshot.caption = absl::StrCat(wanted.condition, ": ", name, ", ");
  if (wanted.reference == nullptr) {
    snapshot.caption += "colored by element";
  } else {
    absl::StrAppend(&snapshot.caption, "colored by the local shear strain ",
                    "since ", wanted.reference->saved_as(0));
  }
  snapshot.png = *std::move(png);
  return snapshot;
}

}  // namespace

absl::StatusOr<std::vector<Snapshot>> DrawSnapshots(const SweepData& data,
                                                    ServerConnection& server,
                                                    const fs::path& programs,
                                                    const fs::path& folder) {
  std::vector<Snapshot> snapshots;
  const auto scratch = ScratchFolder::MakeBeside(folder / "snapshots");
  if (!scratch.ok()) return scratch.status();
  std::vector<const v1::Segment*> drawn;
  for (const PointGroup& group : data.groups()) {
    const Wanted wanted = WantedOf(data, group);
    if (wanted.state == nullptr || snapshots.size() == kMostPictures) continue;
    // Points may share their last saved state.
    if (std::find(drawn.begin(), drawn.end(), wanted.state) != drawn.end()) {
      continue;
    }
    drawn.push_back(wanted.state);
    auto snapshot = Draw(wanted, server, programs, *scratch);
    if (!snapshot.ok()) return snapshot.status();
    snapshots.push_back(*std::move(snapshot));
  }
  return snapshots;
}

}  // namespace lehr::client
