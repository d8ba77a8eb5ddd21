#ifndef LEHR_WORKER_LAMMPS_FOLLOW_VERB_H_
#define LEHR_WORKER_LAMMPS_FOLLOW_VERB_H_

#include "worker/tools/verbs.h"

namespace lehr::worker {

// lehr-lammps-runner follow: an MPI rank, which only a runner starts
// (ranked_lammps.h).
void AddFollow(CLI::App& app, Action& action);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_FOLLOW_VERB_H_
