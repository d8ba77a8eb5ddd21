#ifndef LEHR_WORKER_TOOLS_VERBS_H_
#define LEHR_WORKER_TOOLS_VERBS_H_

#include <functional>

#include <absl/status/status.h>

namespace CLI {
class App;
}

namespace lehr::worker {

class Engine;

// The tools: what lehr-worker does without a server, one file a verb.

// What a command line asks for.
using Action = std::function<absl::Status()>;

// Exit codes of lehr-worker, with or without a verb.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;    // could not be done
inline constexpr int kExitWrongUse = 2;  // command line, or a file it names
inline constexpr int kExitInterrupted = 130;  // Ctrl-C, a tool only

// The code for a tool that ended so: INVALID_ARGUMENT, NOT_FOUND and
// ALREADY_EXISTS mean that what the user gave is wrong.
int ExitCodeOf(const absl::Status& status);

// Each adds one verb to `app`. When the command line has it, `action` is set.
// `action` must outlive `app`.
void AddEvaluate(CLI::App& app, Action& action);
// Simulates with `lammps` what names it; null where the program has none.
void AddSimulate(CLI::App& app, Action& action, const Engine* lammps = nullptr);
void AddConvert(CLI::App& app, Action& action);
void AddSnapshot(CLI::App& app, Action& action);
void AddCalibrate(CLI::App& app, Action& action);

// Not a tool: what a worker starts to compute (runner/run_attempts.h).
void AddRunAttempts(CLI::App& app, Action& action,
                    const Engine* lammps = nullptr);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_VERBS_H_
