#ifndef LEHR_CLIENT_ISSUED_CERTIFICATES_H_
#define LEHR_CLIENT_ISSUED_CERTIFICATES_H_

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr::client {

// IssuedCertificate is a line in the list of what an authority has signed:
// "0a1b worker n7".
struct IssuedCertificate {
  std::string serial;  // lower-case hexadecimal digits
  std::string role;
  std::string name;
};

// What the certificate in PEM form is. INVALID_ARGUMENT if it is none.
absl::StatusOr<IssuedCertificate> IssuedAs(const std::string& pem,
                                           const std::string& role,
                                           const std::string& name);

// The certificates in a list; none if there is no such file.
std::vector<IssuedCertificate> ReadIssued(const std::filesystem::path& list);

// Adds those to the list that are not in it yet.
absl::Status AddIssued(const std::filesystem::path& list,
                       const std::vector<IssuedCertificate>& certificates,
                       unsigned mode);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_ISSUED_CERTIFICATES_H_
