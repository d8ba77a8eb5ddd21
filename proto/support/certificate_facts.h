#ifndef LEHR_PROTO_SUPPORT_CERTIFICATE_FACTS_H_
#define LEHR_PROTO_SUPPORT_CERTIFICATE_FACTS_H_

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <openssl/x509.h>

namespace lehr {

// CertificateFacts is what a certificate says about itself.
struct CertificateFacts {
  // Its number with its authority, in lower-case hexadecimal digits.
  std::string serial;
  // When its time is over.
  absl::Time end;
};

CertificateFacts FactsOf(const X509* certificate);

// Of the first certificate in PEM form. INVALID_ARGUMENT if there is none.
absl::StatusOr<CertificateFacts> ReadCertificateFacts(const std::string& pem);

// ASN.1 times have whole seconds. The past for what is no time.
absl::Time FromAsn1(const ASN1_TIME* time);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_CERTIFICATE_FACTS_H_
