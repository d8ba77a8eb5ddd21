#ifndef LEHR_WORKER_LAMMPS_AGREE_VERB_H_
#define LEHR_WORKER_LAMMPS_AGREE_VERB_H_

#include "worker/engine.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {

// lehr-lammps-runner agree: what both engines make of one state, as JSON.
// `lammps` must outlive the action.
void AddAgree(CLI::App& app, Action& action, const Engine& lammps);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_AGREE_VERB_H_
