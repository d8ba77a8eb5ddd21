#ifndef LEHR_CLIENT_VERBS_H_
#define LEHR_CLIENT_VERBS_H_

#include <functional>
#include <string>

#include <absl/status/statusor.h>

#include "client/session.h"

namespace CLI {
class App;
}

namespace lehr::client {

// What a command line asks for; returns the exit code. INVALID_ARGUMENT and so
// on become codes as in exit_code.h.
using Action = std::function<absl::StatusOr<int>()>;

// Each adds one verb to `app`. When the command line has it, `action` is set.
// `session` and `action` must outlive `app`.
void AddRun(CLI::App& app, Session& session, Action& action);
void AddValidate(CLI::App& app, Session& session, Action& action);
void AddPlan(CLI::App& app, Session& session, Action& action);
void AddSubmit(CLI::App& app, Session& session, Action& action);
void AddList(CLI::App& app, Session& session, Action& action);
void AddShow(CLI::App& app, Session& session, Action& action);
void AddWatch(CLI::App& app, Session& session, Action& action);
void AddResults(CLI::App& app, Session& session, Action& action);
void AddSql(CLI::App& app, Session& session, Action& action);
void AddProvenance(CLI::App& app, Session& session, Action& action);
void AddExport(CLI::App& app, Session& session, Action& action);
void AddPlot(CLI::App& app, Session& session, Action& action);
void AddReport(CLI::App& app, Session& session, Action& action);
void AddSnapshot(CLI::App& app, Session& session, Action& action);
void AddFailures(CLI::App& app, Session& session, Action& action);
void AddRetry(CLI::App& app, Session& session, Action& action);
void AddSet(CLI::App& app, Session& session, Action& action);
void AddPause(CLI::App& app, Session& session, Action& action);
void AddResume(CLI::App& app, Session& session, Action& action);
void AddCancel(CLI::App& app, Session& session, Action& action);
void AddAdmin(CLI::App& app, Session& session, Action& action);
void AddWorkers(CLI::App& app, Session& session, Action& action);
void AddDrain(CLI::App& app, Session& session, Action& action);
void AddExplain(CLI::App& app, Session& session, Action& action);
void AddExtend(CLI::App& app, Session& session, Action& action);
void AddPotentials(CLI::App& app, Session& session, Action& action);
void AddTls(CLI::App& app, Session& session, Action& action);
void AddTokens(CLI::App& app, Session& session, Action& action);
void AddAudit(CLI::App& app, Session& session, Action& action);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_VERBS_H_
