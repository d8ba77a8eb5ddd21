#include "worker/tools/segment_runner.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include <absl/status/status.h>

#include "lehr/md/state_file.h"
#include "proto/plan/curves_read.h"
#include "proto/support/sha256.h"
#include "worker/checkpoint_sink.h"

namespace lehr::worker {
namespace {

// Nobody would continue; but a failure is to be looked at.
class FailureSink final : public CheckpointSink {
 public:
  explicit FailureSink(std::optional<md::State>* failed) : failed_(*failed) {}
  bool Due() override { return false; }
  void Save(Snapshot) override {}
  void SaveFailed(md::State state) override { failed_ = std::move(state); }

 private:
  std::optional<md::State>& failed_;
};

}  // namespace

SegmentRunner::SegmentRunner(const PotentialSource& potential,
                             const md::State& start, int threads,
                             const Engine* lammps)
    : potential_(potential),
      executor_(
          threads,
          [this](const std::string& sha256) -> absl::StatusOr<std::string> {
            if (sha256 == potential_.sha256) return potential_.content;
            const auto found = contents_.find(sha256);
            if (found != contents_.end()) return found->second;
            return absl::InternalError("no artifact has this hash");
          },
          lammps) {
  states_.push_back({Keep(md::EncodeState(start)), {}});
}

absl::StatusOr<Outcome> SegmentRunner::Run(const plan::PlannedSegment& segment,
                                           AttemptControl* control) {
  FailureSink sink(&failed_);
  auto outcome = executor_.Execute(LeaseOf(segment), control, &sink);
  if (!outcome.ok() || !outcome->end_state.has_value()) return outcome;
  Advance(segment, *outcome);
  return outcome;
}

void SegmentRunner::Advance(const plan::PlannedSegment& segment,
                            const Outcome& outcome) {
  for (PathState& state : states_) {
    std::erase_if(state.names, [&](const std::string& name) {
      return std::find(segment.saved_as.begin(), segment.saved_as.end(),
                       name) != segment.saved_as.end();
    });
  }
  states_.push_back(
      {Keep(md::EncodeState(*outcome.end_state)), segment.saved_as});
  curve_sha256s_.push_back(outcome.curve.has_value()
                               ? Keep(outcome.curve->SerializeAsString())
                               : std::string());
  Forget();
}

void SegmentRunner::Forget() {
  // A save before the first stage names the start.
  std::set<std::string> wanted = {states_.front().sha256,
                                  states_.back().sha256};
  for (const PathState& state : states_) {
    if (!state.names.empty()) wanted.insert(state.sha256);
  }
  // States of different segments may be the same.
  for (const PathState& state : states_) {
    if (!wanted.contains(state.sha256)) contents_.erase(state.sha256);
  }
}

std::string SegmentRunner::Keep(std::string content) {
  std::string sha256 = Sha256Of(content);
  contents_[sha256] = std::move(content);
  return sha256;
}

v1::Lease SegmentRunner::LeaseOf(const plan::PlannedSegment& segment) const {
  v1::Lease lease;
  *lease.mutable_work() = segment.work;
  lease.set_start_state_sha256(states_.back().sha256);
  lease.set_potential_sha256(potential_.sha256);
  lease.set_potential_name(potential_.path);
  lease.set_record_steps(segment.record_steps);
  lease.set_label(segment.label);
  if (!segment.work.has_measurement()) return lease;
  if (segment.work.measurement().has_local_strain()) {
    const auto back = static_cast<std::size_t>(
        segment.work.measurement().local_strain().reference_segments_back());
    // Beyond the start there is nothing; the executor says so.
    if (back < states_.size()) {
      lease.set_reference_state_sha256(
          states_[states_.size() - 1 - back].sha256);
    }
  }
  const std::size_t wanted = std::min(
      curve_sha256s_.size(),
      static_cast<std::size_t>(plan::CurvesRead(segment.work.measurement())));
  for (std::size_t k = curve_sha256s_.size() - wanted;
       k < curve_sha256s_.size(); ++k) {
    lease.add_curve_sha256s(curve_sha256s_[k]);
  }
  return lease;
}

}  // namespace lehr::worker
