#ifndef LEHR_PROTO_SUPPORT_CORES_H_
#define LEHR_PROTO_SUPPORT_CORES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace lehr {

// Cores that the calling thread may use, rising: those of its affinity mask, so
// that a program in a Slurm job, a cpuset or under taskset takes no more than
// it was given. Empty if the mask cannot be read.
std::vector<int> AllowedCores();

// How many; at least 1.
int UsableCores();

// From now on the calling thread, and threads that it makes, run on these cores
// only. Whether the system did so.
bool RunOn(std::span<const int> cores);

// "0-2,8", as the kernel and taskset write cores. INVALID_ARGUMENT for other
// text and for a core that is named twice.
absl::StatusOr<std::vector<int>> ParseCores(std::string_view text);

// "0,1,2,8"
std::string CoresText(std::span<const int> cores);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_CORES_H_
