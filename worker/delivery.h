#ifndef LEHR_WORKER_DELIVERY_H_
#define LEHR_WORKER_DELIVERY_H_

#include <deque>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_client.h"
#include "worker/attempts.h"
#include "worker/departure.h"
#include "worker/lease_source.h"
#include "worker/runner/attempt_runner.h"
#include "worker/server_link.h"
#include "worker/spool.h"

namespace lehr::worker {

// Delivery tells the server how attempts ended, one after the other on a thread
// of its own, until the server has taken note: for as long as the server is
// away, or, when the worker leaves, until its time of grace is over. What has a
// result is in the spool before, if it took long to compute.
class Delivery {
 public:
  // All must outlive this.
  struct Means {
    ServerLink* link = nullptr;
    ArtifactClient* artifacts = nullptr;
    Departure* departure = nullptr;
    Attempts* attempts = nullptr;
    Spool* spool = nullptr;
  };
  explicit Delivery(Means means);
  // As Finish.
  ~Delivery();
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  // The attempt has ended so; what was stopped is told by its control. Waits
  // while too much is to be delivered.
  void Report(LeasedAttempt leased, AttemptResult result);

  // What a worker left behind that is gone.
  void ReportLeft(v1::CompleteAttemptRequest request);

  // Waits until all is delivered, or can be no more.
  void Finish();

 private:
  struct Item {
    LeasedAttempt leased;
    AttemptResult result;
    // Instead: complete, its artifacts are in the cache. Has a session.
    v1::CompleteAttemptRequest left;
  };

  void Put(Item item);
  void Work();
  void Deliver(const Item& item);
  void DeliverLeft(const v1::CompleteAttemptRequest& request);
  void DeliverResult(const LeasedAttempt& leased, const AttemptResult& result);
  // Uploads what the request names and sends it, as long as `control` wants
  // it, null if it always does. ABORTED if the server does not want it.
  absl::Status Complete(const v1::CompleteAttemptRequest& request,
                        const std::vector<wire::Artifact>& artifacts,
                        const AttemptControl* control);
  absl::Status CompleteOnce(const v1::CompleteAttemptRequest& request,
                            const std::vector<wire::Artifact>& artifacts);
  void Keep(const v1::CompleteAttemptRequest& request);
  void ReportEnd(const LeasedAttempt& leased, const AttemptResult& result,
                 v1::AttemptEnd end, v1::FailureClass failure_class);
  absl::Status End(const v1::EndAttemptRequest& request,
                   const wire::Artifact& failed_state);
  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return queue_.empty() && !busy_;
  }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || ended_;
  }
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Means means_;
  absl::Mutex mutex_;
  std::deque<Item> queue_ ABSL_GUARDED_BY(mutex_);
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_DELIVERY_H_
