#include "worker/attempts.h"

#include <utility>

namespace lehr::worker {

void Attempts::Add(std::shared_ptr<AttemptControl> control) {
  const absl::MutexLock lock(&mutex_);
  attempts_.push_back(std::move(control));
}

void Attempts::Remove(const AttemptControl& control) {
  const absl::MutexLock lock(&mutex_);
  std::erase_if(attempts_,
                [&](const auto& known) { return known.get() == &control; });
}

std::vector<v1::Progress> Attempts::progress() const {
  const absl::MutexLock lock(&mutex_);
  std::vector<v1::Progress> progress;
  for (const auto& control : attempts_) progress.push_back(control->progress());
  return progress;
}

void Attempts::Stop(const v1::AttemptId& id, StopReason reason) {
  const absl::MutexLock lock(&mutex_);
  for (const auto& control : attempts_) {
    if (control->id().segment_id() == id.segment_id() &&
        control->id().attempt() == id.attempt()) {
      control->Stop(reason);
    }
  }
}

void Attempts::StopAll(StopReason reason) {
  const absl::MutexLock lock(&mutex_);
  for (const auto& control : attempts_) control->Stop(reason);
}

}  // namespace lehr::worker
