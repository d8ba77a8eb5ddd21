#ifndef LEHR_WORKER_HEARTBEAT_H_
#define LEHR_WORKER_HEARTBEAT_H_

#include <functional>
#include <optional>
#include <thread>

#include <absl/synchronization/notification.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/calls.h"
#include "worker/server_link.h"

namespace lehr::worker {

// Heartbeat is the thread that keeps a session alive, at the interval that the
// server told; sooner while the server is away, so that it is found again soon.
class Heartbeat {
 public:
  // What runs now, if anything.
  using ProgressOf = std::function<std::optional<v1::Progress>()>;
  // What the server wants to be dropped.
  using OnStop = std::function<void(const v1::AttemptId&)>;

  // Begins. The functions are called on the thread; `on_wanted` when the server
  // wants speeds to be measured (ServerLink::TakeCalibrations).
  Heartbeat(ServerLink* link, ProgressOf progress, OnStop on_stop,
            std::function<void()> on_wanted);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void Beat();

  ServerLink* const link_;
  const ProgressOf progress_;
  const OnStop on_stop_;
  const std::function<void()> on_wanted_;
  Calls calls_;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_HEARTBEAT_H_
