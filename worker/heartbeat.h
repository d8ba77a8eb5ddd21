#ifndef LEHR_WORKER_HEARTBEAT_H_
#define LEHR_WORKER_HEARTBEAT_H_

#include <functional>
#include <thread>
#include <vector>

#include <absl/synchronization/notification.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/calls.h"
#include "worker/server_link.h"

namespace lehr::worker {

// Heartbeat is the thread that keeps a session alive, at the interval that the
// server told; sooner while the server is away, so that it is found again soon.
class Heartbeat {
 public:
  // What the worker has.
  using ProgressOf = std::function<std::vector<v1::Progress>()>;
  // What the server answers; speeds to be measured are with `link` by then.
  using OnAnswer = std::function<void(const v1::HeartbeatResponse&)>;

  // Begins. The functions are called on the thread.
  Heartbeat(ServerLink* link, ProgressOf progress, OnAnswer on_answer);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void Beat();

  ServerLink* const link_;
  const ProgressOf progress_;
  const OnAnswer on_answer_;
  Calls calls_;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_HEARTBEAT_H_
