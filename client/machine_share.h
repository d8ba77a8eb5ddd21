#ifndef LEHR_CLIENT_MACHINE_SHARE_H_
#define LEHR_CLIENT_MACHINE_SHARE_H_

#include "lehr/v1/sweep.pb.h"

namespace lehr::client {

// A MachineShare is how the cores of this machine are divided.
struct MachineShare {
  int workers = 1;
  int threads = 1;  // of each
};

// For a sweep. 0 means as is best: one worker for each core, but no more than
// points, and all cores divided among the workers.
MachineShare ShareFor(const v1::SweepSpec& spec, int workers, int threads);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_MACHINE_SHARE_H_
