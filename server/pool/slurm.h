#ifndef LEHR_SERVER_POOL_SLURM_H_
#define LEHR_SERVER_POOL_SLURM_H_

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/v1/pool_service.pb.h"

namespace lehr::server {

// How Slurm's commands are called and what their answers mean (slurm-wlm 22.05;
// nothing newer is used). Nothing here runs anything.

// What a job of a pool needs to know.
struct SlurmRequest {
  std::string pool;  // its name
  std::string tag;
  v1::PoolSettings settings;
  int workers = 1;
  std::string program;  // of the worker, on the nodes
};

// The arguments of `sbatch` for so many workers, one job of an array each; the
// script is its standard input.
std::vector<std::string> SubmitCommand(const SlurmRequest& request);

// The script: it becomes the worker, so that Slurm's signals reach it.
std::string JobScript(const SlurmRequest& request);

// The number of the array, from what `sbatch --parsable` wrote: "1234" or
// "1234;cluster". INVALID_ARGUMENT if there is none.
absl::StatusOr<std::string> ParseSubmission(std::string_view output);

// The jobs of an array of so many: "1234_1", ...
std::vector<std::string> JobsOf(const std::string& array, int workers);

// A job as Slurm lists it.
struct ListedJob {
  std::string job;  // "1234_1"
  std::string tag;
  v1::PoolJobState state = v1::POOL_JOB_STATE_UNSPECIFIED;
  std::string words;  // "PENDING (Resources)", "FAILED, exit code 127"
};

// `squeue` for all jobs of this user, also those that ended a moment ago.
std::vector<std::string> ListCommand();
// What it wrote; lines that are not understood are left out.
std::vector<ListedJob> ParseList(std::string_view output);

// `scancel` for these jobs.
std::vector<std::string> CancelCommand(const std::vector<std::string>& jobs);

}  // namespace lehr::server

#endif  // LEHR_SERVER_POOL_SLURM_H_
