#ifndef LEHR_WORKER_HOST_H_
#define LEHR_WORKER_HOST_H_

#include <cstdint>
#include <string>

namespace lehr::worker {

// What a worker says about the machine it runs on.

// Memory of the host [bytes]; 0 if it cannot be found out.
std::int64_t MemoryBytes();

// The widest vectors of the processor that the engine can use: "avx512", "avx2"
// or "baseline".
std::string InstructionSet();

// Model of the processor, as it calls itself: "AMD EPYC 7763 64-Core
// Processor". Empty if it cannot be found out.
std::string Processor();

// Its name; "unknown" if it has none.
std::string HostName();

// "host:pid".
std::string HostAndProcess();

}  // namespace lehr::worker

#endif  // LEHR_WORKER_HOST_H_
