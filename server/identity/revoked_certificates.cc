#include "server/identity/revoked_certificates.h"

#include <algorithm>
#include <sstream>
#include <system_error>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

#include "proto/support/file.h"
#include "proto/support/log.h"

namespace lehr::server {
namespace {

bool IsSerial(std::string_view word) {
  return !word.empty() && word.size() % 2 == 0 &&
         std::all_of(word.begin(), word.end(), [](char c) {
           return absl::ascii_isxdigit(static_cast<unsigned char>(c));
         });
}

}  // namespace

absl::StatusOr<std::set<std::string, std::less<>>> ReadRevoked(
    const std::filesystem::path& path) {
  const auto content = ReadFile(path);
  if (!content.ok()) return content.status();
  std::set<std::string, std::less<>> serials;
  std::istringstream lines(*content);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::string word;
    std::istringstream(line) >> word;
    if (word.empty() || word.front() == '#') continue;
    if (!IsSerial(word)) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%s:%d: expected the serial number of a certificate in hexadecimal "
          "digits, found \"%s\"",
          path.string(), number, word));
    }
    serials.insert(absl::AsciiStrToLower(word));
  }
  return serials;
}

bool RevokedCertificates::Has(std::string_view serial, absl::Time now) {
  if (path_.empty()) return false;
  if (IsTimeToLook(now)) Look();
  const absl::MutexLock lock(&mutex_);
  return serials_.contains(serial);
}

bool RevokedCertificates::IsTimeToLook(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  if (now < next_look_) return false;
  next_look_ = now + kInterval;
  return true;
}

// The lock is not held while the file is read.
void RevokedCertificates::Look() {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path_, error);
  if (error) return;  // one that was never there revokes nothing
  {
    const absl::MutexLock lock(&mutex_);
    if (std::exchange(read_, written) == written) return;
  }
  auto serials = ReadRevoked(path_);
  if (!serials.ok()) {
    Log(Severity::kWarning, "list of revoked certificates not read",
        {{"error", std::string(serials.status().message())}});
    return;
  }
  const absl::MutexLock lock(&mutex_);
  serials_ = *std::move(serials);
}

}  // namespace lehr::server
