#ifndef LEHR_SERVER_COORDINATOR_COORDINATOR_H_
#define LEHR_SERVER_COORDINATOR_COORDINATOR_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/lease_queue.h"
#include "server/coordinator/plan_filling.h"
#include "server/coordinator/roster.h"
#include "server/coordinator/segment_flow.h"
#include "server/coordinator/submission.h"
#include "server/coordinator/sweep_reports.h"
#include "server/core/heartbeat_pace.h"
#include "server/store/attempt_table.h"
#include "server/store/database.h"
#include "server/store/scrub_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

// Times that the coordinator promises while there are few workers; with many
// they are longer (PaceFor).
struct CoordinatorOptions {
  // A session that is silent for this long is lost.
  absl::Duration time_to_live = absl::Seconds(30);
  // How often workers are to send heartbeats.
  absl::Duration heartbeat_interval = absl::Seconds(2);
};

// What nobody has uploaded or asked for within this time, and no row refers to,
// is garbage. Longer than the upload of a large state and the report that
// refers to it take, with the restarts of a server between them.
inline constexpr absl::Duration kGarbageGrace = absl::Hours(1);

// What followed from the loss of an artifact.
struct ArtifactLoss {
  bool is_news = false;  // else it was lost before, or never there
  // DONE segments that are computed again.
  std::vector<std::int64_t> reopened;
  bool more = false;             // there may be others, for which to ask again
  std::int64_t checkpoints = 0;  // that are no more
  bool is_potential = false;     // a person has to bring it
};

// Coordinator decides: one method for each event, which reads, decides and
// writes everything or nothing, and takes the time as an argument. The contract
// of each method is that of the RPC of the same name in proto/lehr/v1, where it
// says nothing else here. Used by one thread. What it keeps in memory (Roster)
// can be lost without harm; everything else is in the database, which outlives
// it.
//
// Methods may be called within a transaction of the caller's, which makes them
// durable together; after that transaction was rolled back, Recover() must be
// called.
class Coordinator {
 public:
  Coordinator(Database* database, const CoordinatorOptions& options)
      : database_(*database), options_(options), lease_queue_(database) {}

  // Reads who was there. All sessions that were live have a time to live from
  // `now` before they are lost: a worker computes on while a server restarts.
  absl::Status Recover(absl::Time now);

  // Sweeps. `plan` is MakePlan() of the request's spec.
  absl::StatusOr<v1::PlanSweepResponse> PlanSweep(
      const v1::PlanSweepRequest& request, const plan::Plan& plan);
  absl::StatusOr<v1::SubmitSweepResponse> SubmitSweep(
      const v1::SubmitSweepRequest& request, const plan::Plan& plan,
      absl::Time now);
  // The same for a large plan, of which at first one slice is stored, and
  // answered `outlook`. If the sweep is new, FillSweep() is to be called until
  // filling->has_all(); nothing has begun (filling->sweep_id() is 0) if the
  // request is a repeated one.
  absl::StatusOr<v1::SubmitSweepResponse> BeginSweep(
      const v1::SubmitSweepRequest& request, const SubmissionOutlook& outlook,
      PlanFilling* filling, int most, absl::Time now);
  // Stores the next slice; FAILED_PRECONDITION if the sweep has been cancelled.
  // After another error, also one of the transaction, the filling has to
  // Continue().
  absl::Status FillSweep(PlanFilling* filling, int most, absl::Time now);
  absl::StatusOr<v1::ExtendSweepResponse> ExtendSweep(
      const v1::ExtendSweepRequest& request, const plan::Plan& plan,
      absl::Time now);
  absl::StatusOr<v1::CancelSweepResponse> CancelSweep(
      const v1::CancelSweepRequest& request, absl::Time now);
  absl::StatusOr<v1::PauseSweepResponse> PauseSweep(
      const v1::PauseSweepRequest& request, absl::Time now);
  absl::StatusOr<v1::ResumeSweepResponse> ResumeSweep(
      const v1::ResumeSweepRequest& request, absl::Time now);
  absl::StatusOr<v1::UpdateSweepResponse> UpdateSweep(
      const v1::UpdateSweepRequest& request);
  absl::StatusOr<v1::RetrySegmentsResponse> RetrySegments(
      const v1::RetrySegmentsRequest& request, absl::Time now);
  absl::StatusOr<v1::ListFailuresResponse> ListFailures(
      const v1::ListFailuresRequest& request);
  absl::StatusOr<v1::ListSweepsResponse> ListSweeps(
      const v1::ListSweepsRequest& request);
  absl::StatusOr<v1::GetSweepResponse> GetSweep(
      const v1::GetSweepRequest& request);
  // The picture as it is now.
  absl::StatusOr<v1::WatchSweepResponse> WatchSweep(
      const v1::WatchSweepRequest& request);
  absl::StatusOr<v1::ListResultsResponse> ListResults(
      const v1::ListResultsRequest& request);
  absl::StatusOr<v1::GetProvenanceResponse> GetProvenance(
      const v1::GetProvenanceRequest& request);
  absl::StatusOr<v1::ExplainResponse> Explain(const v1::ExplainRequest& request,
                                              absl::Time now);
  absl::StatusOr<v1::ListWorkersResponse> ListWorkers(absl::Time now);
  absl::StatusOr<v1::DrainWorkersResponse> DrainWorkers(
      const v1::DrainWorkersRequest& request, absl::Time now);
  absl::StatusOr<v1::RegisterPotentialResponse> RegisterPotential(
      const v1::RegisterPotentialRequest& request, absl::Time now);
  absl::StatusOr<v1::ListPotentialsResponse> ListPotentials();

  // Counts anew what is kept of the sweep in numbers, and lets it go on or end
  // as they say.
  absl::Status RecountSweep(std::int64_t sweep_id, absl::Time now);

  // Workers.
  absl::StatusOr<v1::RegisterWorkerResponse> RegisterWorker(
      const v1::RegisterWorkerRequest& request, absl::Time now);
  // The session has called; does nothing if it is not known.
  void Hear(std::string_view session, absl::Time now);
  // Does not wait: no lease if there is none now. Does not count as a sign of
  // life, because a call that waits is decided again and again.
  absl::StatusOr<v1::LeaseSegmentResponse> LeaseSegment(
      const v1::LeaseSegmentRequest& request, absl::Time now);
  // The session has just got no lease: whether another may get one, because not
  // everybody may have everything.
  bool OthersMayGetMore(std::string_view session, absl::Time now);
  // Writes nothing, except when a worker that was thought lost is back.
  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(
      const v1::HeartbeatRequest& request, absl::Time now);
  absl::StatusOr<v1::CommitCheckpointResponse> CommitCheckpoint(
      const v1::CommitCheckpointRequest& request, absl::Time now);
  absl::StatusOr<v1::CompleteAttemptResponse> CompleteAttempt(
      const v1::CompleteAttemptRequest& request, absl::Time now);
  absl::StatusOr<v1::ReportSpeedsResponse> ReportSpeeds(
      const v1::ReportSpeedsRequest& request, absl::Time now);
  absl::StatusOr<v1::EndAttemptResponse> EndAttempt(
      const v1::EndAttemptRequest& request, absl::Time now);
  // Sessions that were silent for too long are lost, and attempts that their
  // worker no longer speaks of. To be called about once a second.
  absl::Status ExpireLeases(absl::Time now);

  // Artifacts. The file is on disk already.
  absl::Status AddArtifact(std::string_view sha256, std::int64_t size_bytes,
                           absl::Time now);
  absl::StatusOr<bool> HasArtifact(std::string_view sha256);
  // The same for somebody who is about to refer to it: for a while it is no
  // garbage.
  absl::StatusOr<bool> WantArtifact(std::string_view sha256, absl::Time now);
  // Its file is missing or damaged: it counts as missing, what refers to it as
  // a checkpoint goes on without, and the segments whose result it is are
  // computed again, at most so many with each call. If somebody `wanted` it, he
  // waits for that too.
  absl::StatusOr<ArtifactLoss> LoseArtifact(
      std::string_view sha256, bool wanted, absl::Time now,
      int most = std::numeric_limits<int>::max());
  // What FindGarbage() has found goes, as far as it still is garbage. Small
  // pieces, please: everybody waits. Files may go after the commit.
  absl::Status DropCheckpoints(std::span<const std::string> law_keys);
  absl::Status DropArtifacts(std::span<const std::string> sha256s,
                             absl::Time before);
  // Whether it has a row, whether it is lost or not.
  absl::StatusOr<bool> KnowsArtifact(std::string_view sha256);

  // How far the files have been read again.
  absl::Status KeepScrubPosition(const ScrubPosition& position);
  // While `notice` is not empty, nothing is leased that writes states, and
  // people are told so.
  void HoldStates(const std::string& notice);

  // Changes whenever something may look different to a reader.
  std::uint64_t version() const { return version_; }

  // Who is there.
  const Roster& roster() const { return roster_; }

 private:
  // What became of a report of success.
  enum class Report { kAccepted, kRepeated, kStale };

  // Takes a sweep on, if the request is new: `fill` stores of its plan what is
  // to be stored now, and returns the summary.
  absl::StatusOr<v1::SubmitSweepResponse> Accept(
      const v1::SubmitSweepRequest& request, const plan::Plan& plan,
      const std::function<v1::PlanSummary(std::int64_t sweep_id)>& fill,
      absl::Time now);
  absl::StatusOr<std::int64_t> InsertAccepted(
      const v1::SubmitSweepRequest& request, const SweepRow& row,
      absl::Time now);
  void StoreSlice(PlanFilling* filling, int most, absl::Time now);
  absl::StatusOr<v1::ExtendSweepResponse> DecideExtension(
      const v1::ExtendSweepRequest& request, const plan::Plan& plan,
      absl::Time now);
  void StoreExtension(const SweepRow& sweep, v1::SweepSpec spec,
                      const plan::Plan& plan, const Placement& placement,
                      const v1::PlanSummary& added, absl::Time now);
  // Decides about the sweep, and answers with the sweep as it is then.
  template <typename Response, typename Decide>
  absl::StatusOr<Response> Steer(std::int64_t sweep_id, Decide decide);
  absl::Status Cancel(const SweepRow& sweep,
                      const v1::CancelSweepRequest& request, absl::Time now);
  absl::Status Pause(const SweepRow& sweep,
                     const v1::PauseSweepRequest& request, absl::Time now);
  absl::Status Resume(const SweepRow& sweep, absl::Time now);
  void Update(const SweepRow& sweep, const v1::UpdateSweepRequest& request);
  // Attempts that are to be saved and handed back, because their sweeps are
  // paused.
  const std::set<AttemptKey>& HandBacks();
  // Something may be wanted that was not, or the other way round.
  void SweepsChanged() {
    hand_backs_.reset();
    ++version_;
  }
  // Opens failed segments once more, and the sweep if it had failed.
  void Reopen(const SweepRow& sweep,
              const std::vector<v1::FailedSegment>& chosen, absl::Time now);
  // The session's worker is to leave, or must some time: if it gets no lease,
  // others may.
  bool IsLeaving(std::string_view session) const;
  // Whether there are audits to be leased: not every worker may have one.
  bool HasAudits();
  // Whether the worker's host is put aside: it gets no lease now.
  bool IsAside(std::string_view session, absl::Time now) const;
  // While there are few workers, and for as many as there are.
  HeartbeatPace LeastPace() const;
  HeartbeatPace Pace() const;
  // What the worker is to have next: READY, or DONE if it is a rerun.
  std::optional<LeaseQueue::Choice> NextSegment(const WorkerRow& worker,
                                                absl::Time now);
  // Whether the worker has the time for the segment, or for a part of it.
  bool HasTimeFor(const WorkerRow& worker, const SegmentRow& segment,
                  absl::Time now);
  absl::StatusOr<v1::LeaseSegmentResponse> DecideLease(const WorkerRow& worker,
                                                       std::int64_t sequence,
                                                       absl::Time now);
  void KeepPathState(const SegmentRow& segment, const AttemptRow& attempt,
                     const v1::Checkpoint& checkpoint, absl::Time now);
  absl::StatusOr<Report> DecideReport(const v1::CompleteAttemptRequest& request,
                                      absl::Time now);
  // Has workers measure what it takes to tell the plan's time.
  void WantCalibration(const v1::SweepSpec& spec, const plan::Plan& plan);
  void KeepCalibration(const std::optional<v1::CalibrationWanted>& wanted);
  // What the worker has not been told to measure, if its kind has not done so.
  absl::StatusOr<std::vector<v1::CalibrationWanted>> TakeCalibrations(
      Roster::Member* member, absl::Time now);
  // Lets the attempt's time count for the speed of its kind of worker.
  void RefineSpeeds(const SegmentRow& segment, const AttemptRow& attempt,
                    const v1::CompleteAttemptRequest& request, absl::Time now);
  Report StoreReport(const SegmentRow& segment, const AttemptRow& attempt,
                     const v1::CompleteAttemptRequest& request, absl::Time now);
  absl::Status CheckReport(const SegmentRow& segment,
                           const v1::CompleteAttemptRequest& request);
  absl::Status CheckArtifact(std::string_view sha256, std::string_view what);
  void ReleaseFor(SegmentFlow* flow, std::int64_t segment_id);
  absl::Status DecideEnd(const v1::EndAttemptRequest& request, absl::Time now);
  void EndFailed(SegmentRow* segment, const AttemptRow& attempt,
                 const v1::EndAttemptRequest& request, absl::Time now);
  // The attempt has failed on its worker's host.
  void BlameHost(const AttemptRow& attempt, v1::FailureClass failure,
                 absl::Time now);
  // The attempt, if it is this session's.
  absl::StatusOr<AttemptRow> FindOwn(std::string_view session,
                                     const v1::AttemptId& id);
  // Whether the worker may go on with what it reports.
  bool MayContinue(Roster::Member* member, const v1::AttemptId& id,
                   absl::Time now);
  bool Adopt(Roster::Member* member, const AttemptRow& attempt, absl::Time now);
  absl::Status LoseForgotten(absl::Time now);
  absl::Status LoseSession(const std::string& session, absl::Time now);
  // Writes down once in a while what users have had.
  absl::Status SaveUsage(absl::Time now);
  void LoseAttempt(SegmentFlow* flow, const AttemptRow& attempt,
                   absl::Duration silent_for, absl::Time now);

  Database& database_;
  CoordinatorOptions options_;
  Roster roster_;
  LeaseQueue lease_queue_;
  absl::Time usage_saved_ = absl::InfinitePast();
  std::uint64_t version_ = 0;
  // HandBacks() since the last change of a sweep; unset until it is needed.
  std::optional<std::set<AttemptKey>> hand_backs_;
  // Changes with what is in `calibrations`.
  std::uint64_t calibrations_version_ = 1;
};

template <typename Response, typename Decide>
absl::StatusOr<Response> Coordinator::Steer(std::int64_t sweep_id,
                                            Decide decide) {
  auto answer = database_.InSavepoint([&]() -> absl::StatusOr<Response> {
    const auto before = SweepNumbered(database_, sweep_id);
    if (!before.ok()) return before.status();
    const absl::Status decided = decide(*before);
    if (!decided.ok()) return decided;
    const auto after = SweepNumbered(database_, sweep_id);
    if (!after.ok()) return after.status();
    Response response;
    *response.mutable_sweep() = Glance(database_, *after);
    return response;
  });
  if (answer.ok()) SweepsChanged();
  return answer;
}

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_COORDINATOR_H_
