#include "server/pool/slurm.h"

#include <algorithm>
#include <cstdint>

#include <sys/wait.h>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

namespace lehr::server {
namespace {

// What separates fields; a reason has commas and blanks.
constexpr char kSeparator = '|';
constexpr std::size_t kFields = 5;

// A worker knows when its job ends and leaves in time (worker/time_left.h).
// Where it does not, because its node cannot ask Slurm, this signal makes it
// leave: so long before the end, up to a minute earlier by Slurm's leave. Not
// for jobs so short that it would come soon after the start.
constexpr int kSignalSeconds = 60;
constexpr std::int64_t kLeastSecondsForSignal = 600;

std::string Quoted(std::string_view text) {
  return "'" + absl::StrReplaceAll(std::string(text), {{"'", "'\\''"}}) + "'";
}

// "1-02:03:04".
std::string SlurmTime(std::int64_t seconds) {
  const std::int64_t hours = seconds / 3600;
  return absl::StrFormat("%d-%02d:%02d:%02d", hours / 24, hours % 24,
                         seconds / 60 % 60, seconds % 60);
}

void AddIfSet(std::vector<std::string>& words, std::string_view option,
              const std::string& value) {
  if (!value.empty()) words.push_back(std::string(option) + "=" + value);
}

bool IsOneOf(std::string_view state, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), state) != names.end();
}

v1::PoolJobState StateOf(std::string_view state) {
  if (IsOneOf(state, {"PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD",
                      "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT"})) {
    return v1::POOL_JOB_STATE_PENDING;
  }
  // What is completing has been told to end, but its worker may still hand
  // back.
  if (IsOneOf(state, {"RUNNING", "COMPLETING", "SUSPENDED", "STOPPED",
                      "SIGNALING", "STAGE_OUT", "RESIZING"})) {
    return v1::POOL_JOB_STATE_RUNNING;
  }
  return v1::POOL_JOB_STATE_ENDED;
}

// "FAILED, exit code 127", from the status as wait() has it.
std::string WordsOf(std::string_view state, std::string_view reason,
                    std::string_view status) {
  const v1::PoolJobState where = StateOf(state);
  std::string words(state);
  if (where == v1::POOL_JOB_STATE_PENDING) {
    absl::StrAppendFormat(&words, " (%s)", std::string(reason));
  }
  int number = 0;
  if (where != v1::POOL_JOB_STATE_ENDED ||
      !absl::SimpleAtoi(std::string(status), &number) || number == 0) {
    return words;
  }
  if (WIFSIGNALED(number)) {
    absl::StrAppendFormat(&words, ", signal %d", WTERMSIG(number));
  } else {
    absl::StrAppendFormat(&words, ", exit code %d", WEXITSTATUS(number));
  }
  return words;
}

}  // namespace

std::vector<std::string> SubmitCommand(const SlurmRequest& request) {
  const v1::SlurmSettings& slurm = request.settings.slurm();
  const std::int64_t seconds = slurm.time_limit().seconds();
  std::vector<std::string> words = {
      "sbatch", "--parsable", absl::StrFormat("--array=1-%d", request.workers),
      "--job-name=lehr-" + request.pool, "--comment=" + request.tag,
      "--nodes=1", "--ntasks=1",
      absl::StrFormat("--cpus-per-task=%d", request.settings.threads()),
      "--time=" + SlurmTime(seconds),
      // A worker that was lost is not wanted back: what it had is computed by
      // others, and the server asks anew.
      "--no-requeue",
      "--output=" + (slurm.log_folder().empty()
                         ? "/dev/null"
                         : slurm.log_folder() + "/lehr-worker-%A_%a.log")};
  if (seconds >= kLeastSecondsForSignal) {
    words.push_back(absl::StrFormat("--signal=B:TERM@%d", kSignalSeconds));
  }
  AddIfSet(words, "--partition", slurm.partition());
  AddIfSet(words, "--account", slurm.account());
  AddIfSet(words, "--qos", slurm.qos());
  words.insert(words.end(), slurm.options().begin(), slurm.options().end());
  return words;
}

std::string JobScript(const SlurmRequest& request) {
  // Newer releases than 22.05 set SLURM_JOB_END_TIME themselves.
  std::string script =
      "#!/bin/sh\n"
      "if [ -z \"$SLURM_JOB_END_TIME\" ]; then\n"
      "  end=$(timeout 20 scontrol show job -o \"$SLURM_JOB_ID\" |\n"
      "    sed -n 's/.* EndTime=\\([^ ]*\\).*/\\1/p')\n"
      "  SLURM_JOB_END_TIME=$(date -d \"$end\" +%s) && "
      "export SLURM_JOB_END_TIME\n"
      "fi\n"
      "exec ";
  absl::StrAppendFormat(
      &script,
      "%s --server %s --threads %d --leave-idle %d --pool %s --batch-job "
      "\"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"",
      Quoted(request.program), Quoted(request.settings.worker_server()),
      request.settings.threads(), request.settings.leave_idle().seconds(),
      Quoted(request.tag));
  for (const std::string& word : request.settings.worker_options()) {
    absl::StrAppend(&script, " ", Quoted(word));
  }
  return script + "\n";
}

absl::StatusOr<std::string> ParseSubmission(std::string_view output) {
  const std::string text(output);
  const std::string array(
      absl::StripAsciiWhitespace(text.substr(0, text.find(';'))));
  std::int64_t number = 0;
  if (absl::SimpleAtoi(array, &number) && number > 0) return array;
  return absl::InvalidArgumentError(absl::StrFormat(
      "sbatch: expected the number of a job, found \"%s\"", text));
}

std::vector<std::string> JobsOf(const std::string& array, int workers) {
  std::vector<std::string> jobs;
  for (int task = 1; task <= workers; ++task) {
    jobs.push_back(absl::StrCat(array, "_", task));
  }
  return jobs;
}

std::vector<std::string> ListCommand() {
  return {"squeue",
          "--me",
          "--noheader",
          "--array",
          "--states=all",
          absl::StrFormat("--Format=JobArrayID:%1$c,State:%1$c,Comment:%1$c,"
                          "exit_code:%1$c,Reason:%1$c",
                          kSeparator)};
}

std::vector<ListedJob> ParseList(std::string_view output) {
  std::vector<ListedJob> jobs;
  for (const std::string& line : std::vector<std::string>(
           absl::StrSplit(std::string(output), '\n', absl::SkipWhitespace()))) {
    const std::vector<std::string> fields = absl::StrSplit(line, kSeparator);
    if (fields.size() < kFields) continue;
    jobs.push_back({.job = fields[0],
                    .tag = fields[2],
                    .state = StateOf(fields[1]),
                    .words = WordsOf(fields[1], fields[4], fields[3])});
  }
  return jobs;
}

std::vector<std::string> CancelCommand(const std::vector<std::string>& jobs) {
  std::vector<std::string> words = {"scancel"};
  words.insert(words.end(), jobs.begin(), jobs.end());
  return words;
}

}  // namespace lehr::server
