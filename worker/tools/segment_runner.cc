#include "worker/tools/segment_runner.h"

#include <algorithm>
#include <cstddef>
#include <optional>
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
                             const md::State& start, int threads)
    : potential_(potential),
      executor_(
          threads,
          [this](const std::string& sha256) -> absl::StatusOr<std::string> {
            if (sha256 == potential_.sha256) return potential_.content;
            const auto found = contents_.find(sha256);
            if (found != contents_.end()) return found->second;
            return absl::InternalError("no artifact has this hash");
          }) {
  state_sha256_ = Keep(md::EncodeState(start));
}

absl::StatusOr<Outcome> SegmentRunner::Run(const plan::PlannedSegment& segment,
                                           AttemptControl* control) {
  FailureSink sink(&failed_);
  auto outcome = executor_.Execute(LeaseOf(segment), control, &sink);
  if (!outcome.ok() || !outcome->end_state.has_value()) return outcome;
  contents_.erase(state_sha256_);
  state_sha256_ = Keep(md::EncodeState(*outcome->end_state));
  curve_sha256s_.push_back(outcome->curve.has_value()
                               ? Keep(outcome->curve->SerializeAsString())
                               : std::string());
  return outcome;
}

std::string SegmentRunner::Keep(std::string content) {
  std::string sha256 = Sha256Of(content);
  contents_[sha256] = std::move(content);
  return sha256;
}

v1::Lease SegmentRunner::LeaseOf(const plan::PlannedSegment& segment) const {
  v1::Lease lease;
  *lease.mutable_work() = segment.work;
  lease.set_start_state_sha256(state_sha256_);
  lease.set_potential_sha256(potential_.sha256);
  lease.set_potential_name(potential_.path);
  lease.set_record_steps(segment.record_steps);
  lease.set_label(segment.label);
  if (!segment.work.has_measurement()) return lease;
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
