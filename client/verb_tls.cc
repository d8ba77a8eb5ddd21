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
#include "client/issued_certificates.h"
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
  std::string certificate;
};

fs::path AuthorityOf(const fs::path& folder) { return folder / "authority"; }

// What the authority has signed, and what of that the server does not take any
// more: it looks beside its --tls-ca.
fs::path IssuedList(const fs::path& folder) {
  return AuthorityOf(folder) / "issued";
}
fs::path RevokedList(const fs::path& folder) {
  return folder / "server" / "revoked";
}

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

// Certificates of servers are not looked up in a list by those who call.
absl::Status Note(const fs::path& folder, const KeyPair& pair,
                  const CertificateWish& wish) {
  if (wish.role == "server") return absl::OkStatus();
  const auto issued = IssuedAs(pair.certificate, wish.role, wish.name);
  if (!issued.ok()) return issued.status();
  return AddIssued(IssuedList(folder), {*issued}, kOwnerAlone);
}

// A folder `out` with all that one part of a site needs.
absl::Status IssueTo(const fs::path& out, const fs::path& folder,
                     const KeyPair& authority, const CertificateWish& wish,
                     Session& session) {
  const auto pair = Issue(authority, wish);
  if (!pair.ok()) return pair.status();
  absl::Status written = Note(folder, *pair, wish);
  if (written.ok()) written = Write(out, *pair, "cert.pem", "key.pem");
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
        folder / role, folder, *authority,
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
  if (absl::Status done =
          IssueTo(out, options.folder, *authority, options.wish, session);
      !done.ok()) {
    return done;
  }
  return kExitOk;
}

// Those that are meant: of a file, or all of a name.
absl::StatusOr<std::vector<IssuedCertificate>> Meant(const Options& options) {
  const CertificateWish& wish = options.wish;
  if (!options.certificate.empty()) {
    const auto pem = ReadFile(options.certificate);
    if (!pem.ok()) return pem.status();
    auto one = IssuedAs(*pem, wish.role, wish.name);
    if (one.ok()) return std::vector<IssuedCertificate>{*std::move(one)};
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: %s", options.certificate, std::string(one.status().message())));
  }
  std::vector<IssuedCertificate> meant = ReadIssued(IssuedList(options.folder));
  std::erase_if(meant, [&wish](const IssuedCertificate& one) {
    return one.name != wish.name ||
           (!wish.role.empty() && one.role != wish.role);
  });
  if (!meant.empty()) return meant;
  return absl::NotFoundError(absl::StrFormat(
      "%s: expected a certificate of \"%s\"%s, found none: name its file with "
      "--cert",
      IssuedList(options.folder).string(), wish.name,
      wish.role.empty() ? "" : " with the role " + wish.role));
}

absl::StatusOr<int> Revoke(const Options& options, Session& session) {
  if (options.certificate.empty() == options.wish.name.empty()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--name, --cert: expected one of them, found %s",
                        options.certificate.empty() ? "none" : "both"));
  }
  const auto meant = Meant(options);
  if (!meant.ok()) return meant.status();
  const fs::path list = RevokedList(options.folder);
  if (absl::Status added = AddIssued(list, *meant, kEverybody); !added.ok()) {
    return added;
  }
  for (const IssuedCertificate& one : *meant) {
    session.out << absl::StrFormat("revoked: serial %s%s%s%s\n", one.serial,
                                   one.role.empty() ? "" : ", " + one.role,
                                   one.name.empty() ? "" : " ", one.name);
  }
  session.out << absl::StrFormat(
      "A server that has its --tls-ca in that folder reads %s within seconds. "
      "Copy it to one elsewhere.\n",
      list.string());
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

void AddRevoke(CLI::App& verb, const std::shared_ptr<Options>& options,
               Session& session, Action& action) {
  CLI::App* revoke = verb.add_subcommand(
      "revoke", "Have the server take certificates no more");
  revoke->add_option("DIR", options->folder, "Folder of the authority")
      ->capture_default_str();
  revoke->add_option("--name", options->wish.name,
                     "All certificates of this person or host");
  revoke->add_option("--role", options->wish.role,
                     "Of these, only those with this role");
  revoke->add_option("--cert", options->certificate, "The certificate in FILE")
      ->type_name("FILE");
  revoke->footer(
      "Calls that wait, such as those of `lehr watch`, end, too. What is made "
      "with `lehr tls issue` afterwards is good.\n"
      "Example:\n  lehr tls revoke ~/lehr-tls --name n7");
  revoke->callback([options, &session, &action] {
    action = [options, &session] { return Revoke(*options, session); };
  });
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
  AddRevoke(*verb, options, session, action);
}

}  // namespace lehr::client
