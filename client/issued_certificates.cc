#include "client/issued_certificates.h"

#include <algorithm>
#include <sstream>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "proto/support/certificate_facts.h"
#include "proto/support/file.h"

namespace lehr::client {

absl::StatusOr<IssuedCertificate> IssuedAs(const std::string& pem,
                                           const std::string& role,
                                           const std::string& name) {
  const auto facts = ReadCertificateFacts(pem);
  if (!facts.ok()) return facts.status();
  return IssuedCertificate{.serial = facts->serial, .role = role, .name = name};
}

std::vector<IssuedCertificate> ReadIssued(const std::filesystem::path& list) {
  std::vector<IssuedCertificate> certificates;
  const auto content = ReadFile(list);
  if (!content.ok()) return certificates;
  std::istringstream lines(*content);
  for (std::string line; std::getline(lines, line);) {
    IssuedCertificate one;
    std::istringstream(line) >> one.serial >> one.role >> one.name;
    if (!one.serial.empty() && one.serial.front() != '#') {
      certificates.push_back(std::move(one));
    }
  }
  return certificates;
}

absl::Status AddIssued(const std::filesystem::path& list,
                       const std::vector<IssuedCertificate>& certificates,
                       unsigned mode) {
  std::vector<IssuedCertificate> known = ReadIssued(list);
  std::string content = ReadFile(list).value_or("");
  if (!content.empty() && content.back() != '\n') content += '\n';
  for (const IssuedCertificate& one : certificates) {
    const bool is_known = std::any_of(
        known.begin(), known.end(),
        [&one](const auto& other) { return other.serial == one.serial; });
    if (is_known) continue;
    known.push_back(one);
    // Of a certificate from a file only the number may be known.
    std::string line = absl::StrCat(one.serial, " ", one.role, " ", one.name);
    absl::StripTrailingAsciiWhitespace(&line);
    absl::StrAppend(&content, line, "\n");
  }
  return WriteFileDurably(list, content, mode);
}

}  // namespace lehr::client
