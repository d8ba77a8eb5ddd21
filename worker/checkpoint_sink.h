#ifndef LEHR_WORKER_CHECKPOINT_SINK_H_
#define LEHR_WORKER_CHECKPOINT_SINK_H_

#include <cstdint>

#include "lehr/md/state.h"
#include "lehr/v1/observable.pb.h"

namespace lehr::worker {

// A Snapshot is from where a dynamics can go on: a state at the end of a
// record, and the curve up to it.
struct Snapshot {
  std::int64_t step = 0;  // under the segment's law
  md::State state;
  v1::Curve curve;
};

// CheckpointSink takes snapshots of a running dynamics. Called by the thread
// that computes, which goes on at once: what takes long is done elsewhere.
class CheckpointSink {
 public:
  virtual ~CheckpointSink() = default;

  // Whether a snapshot is wanted now.
  virtual bool Due() = 0;

  // Keeps the snapshot. One that was not saved yet is replaced.
  virtual void Save(Snapshot snapshot) = 0;

  // Keeps the last good state of a dynamics that has left the model, to be
  // looked at. Nothing can go on from it.
  virtual void SaveFailed(md::State state) = 0;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CHECKPOINT_SINK_H_
