#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/backup_download.h"
#include "client/exit_code.h"
#include "client/number_format.h"
#include "client/progress_view.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_admin.h"
#include "client/verb_options.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  std::string file;
  bool force = false;
  bool json = false;
};

absl::StatusOr<int> BackUp(const Options& options, Session& session) {
  if (!options.force && std::filesystem::exists(options.file)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: there is such a file: name another, or overwrite it with --force",
        options.file));
  }
  ServerConnection server(options.server);
  LiveLines lines(session.err);
  const auto backup = DownloadBackup(
      server, options.file, [&](std::int64_t bytes, std::int64_t total) {
        if (!session.terminal.interactive || total <= 0) return;
        lines.Draw({absl::StrCat(
            Bar(static_cast<double>(bytes) / static_cast<double>(total), 30),
            FormatBytes(static_cast<double>(bytes)), " of ",
            FormatBytes(static_cast<double>(total)))});
      });
  lines.Clear();
  if (!backup.ok()) return backup.status();
  if (options.json) {
    session.out << Dump({{"file", options.file},
                         {"bytes", backup->bytes},
                         {"sha256", ToHex(backup->sha256)}});
  } else {
    session.out << options.file << ": "
                << FormatBytes(static_cast<double>(backup->bytes))
                << ", checked; SHA-256 " << ToHex(backup->sha256) << "\n";
  }
  return kExitOk;
}

}  // namespace

void AddAdminBackup(CLI::App& admin, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = admin.add_subcommand(
      "backup", "Copy the server's database to a file, while it goes on");
  verb->add_option("file", options->file, "Where to")->required();
  verb->add_flag("--force", options->force,
                 "Overwrite the file if there is one");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "States and curves are not in it: copy the folder objects/ too, after\n"
      "this. To restore, see server/README.md.\n\n"
      "Example:\n  lehr admin backup lehr-2027-04-02.db");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return BackUp(*options, session); };
  });
}

}  // namespace lehr::client
