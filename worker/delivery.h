#ifndef LEHR_WORKER_DELIVERY_H_
#define LEHR_WORKER_DELIVERY_H_

#include <optional>

#include <absl/status/status.h>

#include "lehr/md/state.h"
#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_client.h"
#include "worker/attempt_control.h"
#include "worker/departure.h"
#include "worker/execute.h"
#include "worker/server_link.h"

namespace lehr::worker {

// Delivery tells the server how an attempt ended, until the server has taken
// note: for as long as the server is away, or, when the worker leaves, until
// its time of grace is over. Used by one thread.
class Delivery {
 public:
  // All must outlive this.
  Delivery(ServerLink* link, ArtifactClient* artifacts, Departure* departure)
      : link_(link), artifacts_(artifacts), departure_(departure) {}

  // Uploads what the attempt made, which is kept in the cache too, and
  // completes it. ABORTED if the server does not want it (any more).
  absl::Status Complete(const Outcome& outcome, const AttemptControl& control);

  // Reports an attempt without result, after uploading the state before the
  // failure if there is one. ABORTED if it is stale.
  absl::Status End(const v1::AttemptId& id, v1::AttemptEnd end,
                   const absl::Status& why,
                   const std::optional<md::State>& failed);

 private:
  ServerLink* const link_;
  ArtifactClient* const artifacts_;
  Departure* const departure_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_DELIVERY_H_
