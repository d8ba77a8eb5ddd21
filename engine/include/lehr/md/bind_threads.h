#ifndef LEHR_MD_BIND_THREADS_H_
#define LEHR_MD_BIND_THREADS_H_

#include <span>

namespace lehr::md {

// Ties the threads with which the calling thread computes to cores, the k-th to
// cores[k] and the caller itself to cores[0], so that each finds in its caches,
// and near it in memory, what it wrote. Simulations with that many threads that
// the caller runs afterwards have these. A thread stays tied until it is bound
// anew; so do, from their beginning, threads that the caller makes meanwhile.
// False if the system refused one.
bool BindThreads(std::span<const int> cores);

}  // namespace lehr::md

#endif  // LEHR_MD_BIND_THREADS_H_
