#include "proto/support/certificate_facts.h"

#include <ctime>

#include <openssl/pem.h>

#include "proto/support/openssl_objects.h"
#include "proto/support/sha256.h"

namespace lehr {

CertificateFacts FactsOf(const X509* certificate) {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(certificate);
  return {.serial = ToHex(
              {reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
               static_cast<std::size_t>(ASN1_STRING_length(serial))}),
          .end = FromAsn1(X509_get0_notAfter(certificate))};
}

absl::StatusOr<CertificateFacts> ReadCertificateFacts(const std::string& pem) {
  const Openssl<X509> certificate(
      PEM_read_bio_X509(ReadFrom(pem).get(), nullptr, nullptr, nullptr));
  if (certificate != nullptr) return FactsOf(certificate.get());
  return absl::InvalidArgumentError(
      "expected a certificate in PEM form, found none");
}

absl::Time FromAsn1(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTimeT(timegm(&parts));
}

}  // namespace lehr
