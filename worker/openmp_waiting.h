#ifndef LEHR_WORKER_OPENMP_WAITING_H_
#define LEHR_WORKER_OPENMP_WAITING_H_

namespace lehr::worker {

// Sets how the engine's threads wait for each other, unless the user has: they
// spin for about as long as it takes to wake one that sleeps, and then sleep.
// So waiting costs at most twice the best that could have been done, whether
// the cores are the worker's own or shared. g++'s runtime by default spins for
// milliseconds, which is fine on cores of one's own, but where two threads
// share a core each waits for the other's time slice at each of the barriers of
// a step: 2048 atoms on 2 busy cores took 4 to 6 times as long, 256 atoms 5 to
// 15 times.
//
// The runtime reads this from the environment before main, so the program is
// executed again, with the same arguments; call it first in main. Returns if
// there is nothing to do, or if that does not work.
void SettleOpenMpWaiting(char** arguments);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_OPENMP_WAITING_H_
