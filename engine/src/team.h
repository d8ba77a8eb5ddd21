#ifndef LEHR_MD_SRC_TEAM_H_
#define LEHR_MD_SRC_TEAM_H_

#ifdef _OPENMP
#include <omp.h>
#endif

namespace lehr::md {

// Runs body(member, members) on up to `threads` threads at once: it is called
// once for each member 0 .. members-1. The runtime may give fewer members than
// asked for (one, when built without OpenMP), so work is divided into parts by
// the caller and dealt out with stride `members`.
template <typename Body>
void RunTeam(int threads, const Body& body) {
#ifdef _OPENMP
  if (threads > 1) {
#pragma omp parallel default(none) shared(body) num_threads(threads)
    body(omp_get_thread_num(), omp_get_num_threads());
    return;
  }
#endif
  static_cast<void>(threads);
  body(0, 1);
}

// Waits for all members of the team. Every member must come here.
inline void TeamBarrier() {
#ifdef _OPENMP
#pragma omp barrier
#endif
}

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_TEAM_H_
