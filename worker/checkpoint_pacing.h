#ifndef LEHR_WORKER_CHECKPOINT_PACING_H_
#define LEHR_WORKER_CHECKPOINT_PACING_H_

#include <optional>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

namespace lehr::worker {

// The interval at which work that is lost and work that saving costs are least
// together: τ = √(2 C M), with C what a checkpoint costs and M the mean time
// between losses. J. W. Young, Commun. ACM 17, 530 (1974),
// doi:10.1145/361147.361115, equation for T_c. Within [30 s, 2 h].
absl::Duration CheckpointInterval(absl::Duration cost,
                                  absl::Duration mean_time_between_losses);

// CheckpointPacing is what a worker has learned about its checkpoints. Any
// thread may call anything.
class CheckpointPacing {
 public:
  // `fixed`: the interval that a person wants.
  explicit CheckpointPacing(std::optional<absl::Duration> fixed)
      : fixed_(fixed) {}

  // What the last one took: writing, syncing, uploading.
  void Took(absl::Duration cost);
  // What the server told.
  void SetMeanTimeBetweenLosses(absl::Duration time);

  absl::Duration cost() const;
  absl::Duration Interval() const;

 private:
  const std::optional<absl::Duration> fixed_;

  mutable absl::Mutex mutex_;
  absl::Duration cost_ ABSL_GUARDED_BY(mutex_);
  // Until the server tells: a loss a day.
  absl::Duration mean_time_between_losses_ ABSL_GUARDED_BY(mutex_) =
      absl::Hours(24);
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CHECKPOINT_PACING_H_
