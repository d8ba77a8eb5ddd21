#ifndef LEHR_WORKER_CPU_SECONDS_H_
#define LEHR_WORKER_CPU_SECONDS_H_

namespace lehr::worker {

// CPU time of all threads of this process: other programs on the machine do not
// change it.
double CpuSeconds();

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CPU_SECONDS_H_
