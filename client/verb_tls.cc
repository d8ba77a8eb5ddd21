#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "client/certificates.h"
#include "client/exit_code.h"
#include "client/time_format.h"
#include "client/verbs.h"
#include "proto/support/file.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

// An authority outlives what it signs.
constexpr absl::Duration kAuthorityLife = absl::Hours(24 * 3650);
constexpr double kUsualDays = 365;
constexpr double kMostDays = 3650;
constexpr unsigned kOwnerAlone = 0600;
constexpr unsigned kEverybody = 0644;

struct Options {
  std::string folder = ".";
  CertificateWish wish;
  double days = kUsualDays;
  std::string out;
};

fs::path AuthorityOf(const fs::path& folder) { return folder / "authority"; }

std::string ThisHost() {
  char name[256] = {};
  if (gethostname(static_cast<char*>(name), sizeof(name) - 1) != 0) return "";
  return static_cast<char*>(name);
}

// Under these a server on this machine is reached from this machine, too.
std::vector<std::string> WithThisMachine(std::vector<std::string> hosts) {
  if (const std::string name = ThisHost(); !name.empty()) hosts.push_back(name);
  hosts.insert(hosts.end(), {"localhost", "127.0.0.1", "::1"});
  return hosts;
}

absl::Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) {
    fs::permissions(folder, fs::perms::owner_all, fs::perm_options::replace,
                    error);
  }
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %s", folder.string(), error.message()));
}

// The key first: nobody reads a certificate whose key is not there yet.
absl::Status Write(const fs::path& folder, const KeyPair& pair,
                   const char* certificate, const char* key) {
  absl::Status written = MakeFolder(folder);
  if (written.ok()) {
    written = WriteFileDurably(folder / key, pair.key, kOwnerAlone);
  }
  if (!written.ok()) return written;
  return WriteFileDurably(folder / certificate, pair.certificate, kEverybody);
}

absl::StatusOr<KeyPair> ReadAuthority(const fs::path& folder) {
  auto certificate = ReadFile(AuthorityOf(folder) / "ca.pem");
  auto key = ReadFile(AuthorityOf(folder) / "ca-key.pem");
  if (certificate.ok() && key.ok()) {
    return KeyPair{.certificate = *std::move(certificate),
                   .key = *std::move(key)};
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: make it with `lehr tls init %s`",
      std::string((certificate.ok() ? key : certificate).status().message()),
      folder.string()));
}

// A folder with all that one part of a site needs.
absl::Status IssueTo(const fs::path& out, const KeyPair& authority,
                     const CertificateWish& wish, Session& session) {
  const auto pair = Issue(authority, wish);
  if (!pair.ok()) return pair.status();
  absl::Status written = Write(out, *pair, "cert.pem", "key.pem");
  if (written.ok()) {
    written =
        WriteFileDurably(out / "ca.pem", authority.certificate, kEverybody);
  }
  if (written.ok() && wish.role != "server") {
    written = WriteFileDurably(
        out / "lehr.conf",
        "# Where the server is, and who we are. Paths begin in this folder.\n"
        "# server = HOST:8420\n"
        "tls-ca = ca.pem\ntls-cert = cert.pem\ntls-key = key.pem\n",
        kEverybody);
  }
  if (!written.ok()) return written;
  session.out << absl::StrFormat(
      "%s: %s \"%s\", good until %s\n", out.string(), wish.role, wish.name,
      absl::FormatTime("%Y-%m-%d", absl::Now() + wish.life,
                       absl::UTCTimeZone()));
  return absl::OkStatus();
}

absl::Status TakeLife(Options& options) {
  if (options.days > 0 && options.days <= kMostDays) {
    options.wish.life = absl::Hours(24) * options.days;
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("--days: expected more than 0 and at most %g, found %g",
                      kMostDays, options.days));
}

absl::StatusOr<int> Init(Options options, Session& session) {
  if (absl::Status wrong = TakeLife(options); !wrong.ok()) return wrong;
  const fs::path folder = options.folder;
  if (fs::exists(AuthorityOf(folder))) {
    return absl::AlreadyExistsError(absl::StrFormat(
        "%s: there is an authority; what it has signed would not be taken any "
        "more with another one: `lehr tls issue` makes more certificates",
        AuthorityOf(folder).string()));
  }
  const auto authority = MakeAuthority(
      absl::StrCat("Lehr authority of ", ThisHost()), kAuthorityLife);
  if (!authority.ok()) return authority.status();
  absl::Status done = MakeFolder(folder);
  if (done.ok()) {
    done = Write(AuthorityOf(folder), *authority, "ca.pem", "ca-key.pem");
  }
  const std::vector<std::string> hosts = WithThisMachine(options.wish.hosts);
  const std::string person = session.user.empty() ? "me" : session.user;
  for (const auto& [role, name] :
       std::vector<std::pair<std::string, std::string>>{{"server", "lehrd"},
                                                        {"admin", person},
                                                        {"submitter", person},
                                                        {"viewer", person},
                                                        {"worker", "worker"}}) {
    if (!done.ok()) return done;
    done = IssueTo(
        folder / role, *authority,
        {.role = role, .name = name, .hosts = hosts, .life = options.wish.life},
        session);
  }
  if (!done.ok()) return done;
  session.out << absl::StrFormat(
      "\n  lehrd --data DIR --listen 0.0.0.0:8420 --tls-ca %1$s/ca.pem "
      "--tls-cert %1$s/cert.pem --tls-key %1$s/key.pem\n"
      "  LEHR_CONFIG=%2$s/lehr.conf lehr-worker --server HOST:8420\n"
      "  cp -r %3$s ~/.config/lehr    # then: lehr list --server HOST:8420\n"
      "\nKeep %4$s where only you can read it: who has its key is whoever he "
      "says.\n",
      (folder / "server").string(), (folder / "worker").string(),
      (folder / "submitter").string(), AuthorityOf(folder).string());
  return kExitOk;
}

absl::StatusOr<int> IssueOne(Options options, Session& session) {
  if (absl::Status wrong = TakeLife(options); !wrong.ok()) return wrong;
  const auto authority = ReadAuthority(options.folder);
  if (!authority.ok()) return authority.status();
  const bool serves = options.wish.role == "server";
  if (options.wish.name.empty() && serves) options.wish.name = "lehrd";
  if (serves) options.wish.hosts = WithThisMachine(options.wish.hosts);
  fs::path out = options.out;
  if (out.empty()) {
    out = fs::path(options.folder) / (serves ? "server" : options.wish.name);
  }
  if (absl::Status done = IssueTo(out, *authority, options.wish, session);
      !done.ok()) {
    return done;
  }
  return kExitOk;
}

CLI::App* AddCommon(CLI::App& verb, const char* name, const char* what,
                    Options& options) {
  CLI::App* made = verb.add_subcommand(name, what);
  made->add_option("DIR", options.folder, "Folder of the authority")
      ->capture_default_str();
  made->add_option("--host", options.wish.hosts,
                   "Name or address under which the server is reached; this "
                   "machine's are there anyway")
      ->type_name("NAME");
  made->add_option("--days", options.days, "How long certificates are good")
      ->capture_default_str();
  return made;
}

}  // namespace

void AddTls(CLI::App& app, Session& session, Action& action) {
  CLI::App* verb = app.add_subcommand(
      "tls", "Make a private authority and certificates for a small site");
  verb->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  CLI::App* init =
      AddCommon(*verb, "init",
                "Make an authority, a server's certificate and one for each "
                "role",
                *options);
  init->get_option("DIR")->required();
  init->footer(
      "Example:\n  lehr tls init ~/lehr-tls --host login1.example.org");
  init->callback([options, &session, &action] {
    action = [options, &session] { return Init(*options, session); };
  });
  CLI::App* issue =
      AddCommon(*verb, "issue", "Make one certificate more, or anew", *options);
  issue
      ->add_option("--role", options->wish.role,
                   "server, viewer, submitter, admin or worker")
      ->required();
  issue->add_option("--name", options->wish.name,
                    "Who has it: a person, a host");
  issue->add_option("--out", options->out,
                    "Folder for it (default: DIR/NAME, or DIR/server)");
  issue->footer(
      "A program that runs takes a new certificate within seconds.\n"
      "Example:\n  lehr tls issue ~/lehr-tls --role worker --name n7");
  issue->callback([options, &session, &action] {
    action = [options, &session] { return IssueOne(*options, session); };
  });
}

}  // namespace lehr::client
