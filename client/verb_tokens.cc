#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/text_table.h"
#include "client/time_format.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  std::string role;
  std::string name;
  std::string expires;
  std::int64_t token_id = 0;
  bool json = false;
};

// "30d", "12h", "90m".
absl::StatusOr<absl::Duration> ReadLife(const std::string& text) {
  double number = 0;
  absl::Duration life;
  if (!text.empty() && text.back() == 'd' &&
      absl::SimpleAtod(text.substr(0, text.size() - 1), &number)) {
    life = absl::Hours(24) * number;
  } else if (!absl::ParseDuration(text, &life)) {
    life = absl::ZeroDuration();
  }
  if (life > absl::ZeroDuration() && life < absl::Hours(24 * 36500))
    return life;
  return absl::InvalidArgumentError(absl::StrFormat(
      "--expires: expected a time such as 30d or 12h, found \"%s\"", text));
}

absl::StatusOr<int> Create(const Options& options, Session& session) {
  v1::CreateTokenRequest request;
  request.set_role(options.role);
  request.set_name(options.name);
  if (!options.expires.empty()) {
    const auto life = ReadLife(options.expires);
    if (!life.ok()) return life.status();
    request.mutable_expires()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + *life));
  }
  ServerConnection server(options.server);
  const auto created =
      server.Call(&v1::IdentityService::Stub::CreateToken, request);
  if (!created.ok()) return created.status();
  if (options.json) {
    session.out << Dump(ToJson(*created));
    return kExitOk;
  }
  // The token alone, so that it can go into a file.
  session.out << created->token() << "\n";
  session.err << absl::StrFormat(
      "token %d, %s \"%s\": it is shown this once; keep it in a file of mode "
      "600 and name that with --token-file or in ~/.config/lehr/lehr.conf "
      "(token-file = ...)\n",
      created->token_id(), options.role, options.name);
  return kExitOk;
}

std::string StandingOf(const v1::Token& token) {
  if (token.has_revoked()) {
    return "revoked " + LocalTime(ToTime(token.revoked()));
  }
  if (!token.has_expires()) return "good";
  const absl::Time end = ToTime(token.expires());
  return (end <= absl::Now() ? "expired " : "good until ") + LocalTime(end);
}

absl::StatusOr<int> List(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto tokens = server.Call(&v1::IdentityService::Stub::ListTokens,
                                  v1::ListTokensRequest());
  if (!tokens.ok()) return tokens.status();
  if (options.json) {
    session.out << Dump(ToJson(*tokens));
    return kExitOk;
  }
  TextTable table;
  table.AddColumn("token", TextTable::Align::kRight);
  table.AddColumn("role");
  table.AddColumn("name");
  table.AddColumn("standing");
  table.AddColumn("made");
  table.AddColumn("by");
  for (const v1::Token& token : tokens->tokens()) {
    table.AddRow({absl::StrCat(token.token_id()), token.role(), token.name(),
                  StandingOf(token), LocalTime(ToTime(token.created())),
                  token.created_by()});
  }
  session.out << (table.rows() == 0
                      ? "no tokens: `lehr tokens create` makes one\n"
                      : table.ToString());
  return kExitOk;
}

absl::StatusOr<int> Revoke(const Options& options, Session& session) {
  ServerConnection server(options.server);
  v1::RevokeTokenRequest request;
  request.set_token_id(options.token_id);
  const auto revoked =
      server.Call(&v1::IdentityService::Stub::RevokeToken, request);
  if (!revoked.ok()) return revoked.status();
  session.out << absl::StrFormat("token %d is not taken any more\n",
                                 options.token_id);
  return kExitOk;
}

}  // namespace

void AddTokens(CLI::App& app, Session& session, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "tokens", "Let people use a server without a certificate (for admins)");
  verb->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  const auto set = [options, &session, &action](CLI::App* made, auto run) {
    AddServerOption(*made, session, options->server);
    made->callback([options, &session, &action, run] {
      action = [options, &session, run] { return run(*options, session); };
    });
  };
  CLI::App* create = verb->add_subcommand("create", "Make a token; shown once");
  create
      ->add_option("--role", options->role,
                   "viewer, submitter, admin or worker")
      ->required();
  create->add_option("--name", options->name, "Whose it is")->required();
  create->add_option("--expires", options->expires,
                     "For how long it is good, as 30d (default: for ever)");
  AddJsonOption(*create, options->json);
  create->footer(
      "Example:\n  (umask 077; lehr tokens create --role submitter --name ana "
      "--expires 30d > ana.token)");
  set(create, Create);
  CLI::App* list = verb->add_subcommand("list", "List the tokens");
  AddJsonOption(*list, options->json);
  set(list, List);
  CLI::App* revoke =
      verb->add_subcommand("revoke", "Take a token no more, from now on");
  revoke->add_option("TOKEN", options->token_id, "Its number")->required();
  set(revoke, Revoke);
}

}  // namespace lehr::client
