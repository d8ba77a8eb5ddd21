#ifndef LEHR_WORKER_CHUNK_SIZER_H_
#define LEHR_WORKER_CHUNK_SIZER_H_

#include <cstdint>

#include <absl/time/time.h>

namespace lehr::worker {

// ChunkSizer says how many steps to take in one call of the engine so that the
// call takes about `target`, whatever the system's size. Chunks end at the end
// of a record where one is within reach.
class ChunkSizer {
 public:
  ChunkSizer(absl::Duration target, std::int64_t record_steps)
      : target_(target), record_steps_(record_steps) {}

  // Steps to take from `step`, at least 1, not beyond `end` (> step).
  std::int64_t Next(std::int64_t step, std::int64_t end) const;

  // What the last chunk took.
  void Took(std::int64_t steps, absl::Duration time);

 private:
  const absl::Duration target_;
  const std::int64_t record_steps_;
  // One step at first: it may take a second, or a microsecond.
  std::int64_t steps_ = 1;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CHUNK_SIZER_H_
