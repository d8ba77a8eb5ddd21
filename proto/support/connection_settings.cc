#include "proto/support/connection_settings.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

#include "proto/support/file.h"

namespace lehr {
namespace {

namespace fs = std::filesystem;

// Where the keys of a file go; a token comes by the file that has it.
struct Places {
  ConnectionSettings settings;
  std::string token_file;

  std::map<std::string, std::string*> ByKey() {
    return {{"server", &settings.server},
            {"tls-ca", &settings.security.tls.ca},
            {"tls-cert", &settings.security.tls.cert},
            {"tls-key", &settings.security.tls.key},
            {"token-file", &token_file}};
  }
};

absl::Status ReadLine(const std::string& where, std::string line,
                      const fs::path& folder, Places& places) {
  line = std::string(absl::StripAsciiWhitespace(
      absl::string_view(line).substr(0, line.find('#'))));
  if (line.empty()) return absl::OkStatus();
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(line, absl::MaxSplits('=', 1));
  const std::string key(absl::StripAsciiWhitespace(parts.first));
  const std::string value(absl::StripAsciiWhitespace(parts.second));
  const auto by_key = places.ByKey();
  const auto found = by_key.find(key);
  if (found == by_key.end() || value.empty()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected server, tls-ca, tls-cert, tls-key or token-file, '=' and "
        "a value, found \"%s\"",
        where, line));
  }
  *found->second = key == "server" ? value : (folder / value).string();
  return absl::OkStatus();
}

// The file to read, and whether a person has named it.
std::optional<std::pair<fs::path, bool>> FileToRead(
    const Environment& environment) {
  if (const std::string named = environment("LEHR_CONFIG"); !named.empty()) {
    return std::pair(fs::path(named), true);
  }
  fs::path folder = environment("XDG_CONFIG_HOME");
  if (!folder.is_absolute()) {
    folder = environment("HOME");
    if (!folder.is_absolute()) return std::nullopt;
    folder /= ".config";
  }
  return std::pair(folder / "lehr" / "lehr.conf", false);
}

void TakeIfSet(std::string value, std::string& target) {
  if (!value.empty()) target = std::move(value);
}

}  // namespace

absl::StatusOr<std::string> ReadTokenFile(const fs::path& path) {
  const auto content = ReadFile(path);
  if (!content.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--token-file: ", content.status().message()));
  }
  struct stat status = {};
  if (stat(path.c_str(), &status) == 0 && (status.st_mode & 077) != 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--token-file: %s: expected a file that only its owner can read, found "
        "mode %03o: `chmod 600` it",
        path.string(), status.st_mode & 0777));
  }
  std::string token(absl::StripAsciiWhitespace(*content));
  if (!token.empty()) return token;
  return absl::InvalidArgumentError(absl::StrFormat(
      "--token-file: %s: expected a token, found nothing", path.string()));
}

absl::StatusOr<ConnectionSettings> ReadConnectionFile(const fs::path& path) {
  const auto content = ReadFile(path);
  if (!content.ok()) return content.status();
  Places places;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(*content, '\n')) {
    ++number;
    const absl::Status read =
        ReadLine(absl::StrFormat("%s:%d", path.string(), number),
                 std::string(line), path.parent_path(), places);
    if (!read.ok()) return read;
  }
  if (!places.token_file.empty()) {
    auto token = ReadTokenFile(places.token_file);
    if (!token.ok()) return token.status();
    places.settings.security.token = *std::move(token);
  }
  return places.settings;
}

absl::StatusOr<ConnectionSettings> SettingsFrom(const Environment& environment,
                                                std::string server) {
  ConnectionSettings settings;
  if (server.empty()) server = environment("LEHR_SERVER");
  if (const auto file = FileToRead(environment); file.has_value()) {
    auto read = ReadConnectionFile(file->first);
    const bool may_lack = !file->second && absl::IsNotFound(read.status());
    if (!read.ok() && !may_lack) return read.status();
    if (read.ok() &&
        (server.empty() || read->server.empty() || read->server == server)) {
      settings = *std::move(read);
    }
  }
  TakeIfSet(std::move(server), settings.server);
  TakeIfSet(environment("LEHR_TLS_CA"), settings.security.tls.ca);
  TakeIfSet(environment("LEHR_TLS_CERT"), settings.security.tls.cert);
  TakeIfSet(environment("LEHR_TLS_KEY"), settings.security.tls.key);
  TakeIfSet(environment("LEHR_TOKEN"), settings.security.token);
  return settings;
}

}  // namespace lehr
