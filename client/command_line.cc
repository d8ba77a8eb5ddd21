#include "client/command_line.h"

#include <algorithm>
#include <ostream>

#include <CLI/CLI.hpp>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "client/exit_code.h"
#include "client/verb_pool.h"
#include "client/verbs.h"
#include "proto/support/nearest_name.h"
#include "proto/support/utf8.h"
#include "proto/support/version.h"

namespace lehr::client {
namespace {

constexpr char kExamples[] =
    "Examples:\n"
    "  lehr run sweep.yaml            do everything on this machine\n"
    "  lehr plan sweep.yaml           what it would cost\n"
    "  lehr submit sweep.yaml --watch  on a server with workers\n"
    "  lehr results 1 --format csv    the numbers\n"
    "  lehr export 1 --state as_cast  a configuration, for LAMMPS\n";

void AddVerbs(CLI::App& app, Session& session, Action& action) {
  AddRun(app, session, action);
  AddValidate(app, session, action);
  AddPlan(app, session, action);
  AddSubmit(app, session, action);
  AddList(app, session, action);
  AddShow(app, session, action);
  AddWatch(app, session, action);
  AddResults(app, session, action);
  AddSql(app, session, action);
  AddProvenance(app, session, action);
  AddExport(app, session, action);
  AddPlot(app, session, action);
  AddReport(app, session, action);
  AddSnapshot(app, session, action);
  AddFailures(app, session, action);
  AddRetry(app, session, action);
  AddSet(app, session, action);
  AddPause(app, session, action);
  AddResume(app, session, action);
  AddCancel(app, session, action);
  AddAdmin(app, session, action);
  AddWorkers(app, session, action);
  AddDrain(app, session, action);
  AddExplain(app, session, action);
  AddExtend(app, session, action);
  AddPool(app, session, action);
  AddPotentials(app, session, action);
  AddTls(app, session, action);
  AddTokens(app, session, action);
  AddAudit(app, session, action);
}

// What to add when the first word is no verb.
std::string Suggestion(const CLI::App& app,
                       const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with('-')) return "";
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) {
    verbs.push_back(verb->get_name());
  }
  if (std::find(verbs.begin(), verbs.end(), arguments.front()) != verbs.end()) {
    return "";
  }
  const std::string near = NearestName(arguments.front(), verbs);
  return absl::StrCat("lehr: no verb \"", arguments.front(), "\"",
                      near.empty() ? "" : ": did you mean \"" + near + "\"?",
                      "\n");
}

int ReportUsage(const CLI::App& app, const std::string& suggestion,
                const CLI::ParseError& error, Session& session) {
  const bool is_help = error.get_exit_code() == 0;
  if (is_help) return app.exit(error, session.out, session.err);
  if (suggestion.empty()) {
    session.err << "lehr: " << error.what() << "\n";
  } else {
    session.err << suggestion;
  }
  const auto verbs = app.get_subcommands();
  session.err << "`lehr " << (verbs.empty() ? "" : verbs.front()->get_name())
              << (verbs.empty() ? "" : " ") << "--help` shows how to use it\n";
  return kExitBadInput;
}

// Problems of a file stand in lines of their own, with the file first, as
// compilers and editors have it.
void ReportFailure(const absl::Status& status, Session& session) {
  const std::string message(status.message());
  if (absl::IsInvalidArgument(status) &&
      message.find(':') != std::string::npos) {
    session.err << message << "\n";
    return;
  }
  session.err << "lehr: " << message << "\n";
}

// Names, tags and reasons travel to the server, and paths into messages.
absl::Status CheckWords(const std::vector<std::string>& arguments,
                        const Session& session) {
  const auto check = [](const std::string& what, const std::string& word) {
    const std::size_t good = Utf8Prefix(word);
    if (good == word.size()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        what, " \"", absl::CEscape(word), "\": ", NotUtf8(word, good)));
  };
  absl::Status status = check("LEHR_USER", session.user);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    status.Update(check(absl::StrCat("argument ", i + 1), arguments[i]));
  }
  return status;
}

}  // namespace

int RunCommandLine(std::vector<std::string> arguments, Session& session) {
  if (auto text = CheckWords(arguments, session); !text.ok()) {
    ReportFailure(text, session);
    return ExitCodeOf(text);
  }
  CLI::App app("lehr runs parameter sweeps of molecular dynamics.", "lehr");
  app.set_version_flag("--version", absl::StrCat("lehr ", kSoftwareVersion));
  app.footer(absl::StrCat(kExamples, "\n", kExitCodesHelp,
                          "\n`lehr VERB --help` tells more about a verb."));
  app.require_subcommand(1);
  Action action;
  AddVerbs(app, session, action);
  const std::string suggestion = Suggestion(app, arguments);
  try {
    // CLI11 takes them from the back.
    std::reverse(arguments.begin(), arguments.end());
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return ReportUsage(app, suggestion, error, session);
  }
  const auto code = action();
  session.out.flush();
  if (code.ok()) return *code;
  ReportFailure(code.status(), session);
  return ExitCodeOf(code.status());
}

}  // namespace lehr::client
