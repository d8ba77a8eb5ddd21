#include "proto/support/tls_files.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <openssl/pem.h>

#include "proto/support/certificate_facts.h"
#include "proto/support/file.h"
#include "proto/support/openssl_objects.h"

namespace lehr {
namespace {

absl::Status Refuse(const char* flag, const std::string& path,
                    const std::string& problem) {
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: %s: %s", flag, path, problem));
}

absl::StatusOr<std::string> Read(const char* flag, const std::string& path) {
  auto content = ReadFile(path);
  if (content.ok()) return content;
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": ", content.status().message()));
}

absl::StatusOr<Openssl<X509>> ReadCertificate(const char* flag,
                                              const std::string& path) {
  const auto content = Read(flag, path);
  if (!content.ok()) return content.status();
  Openssl<X509> certificate(
      PEM_read_bio_X509(ReadFrom(*content).get(), nullptr, nullptr, nullptr));
  if (certificate != nullptr) return certificate;
  return Refuse(flag, path, "expected a certificate in PEM form, found none");
}

absl::StatusOr<Openssl<EVP_PKEY>> ReadKey(const std::string& path) {
  const auto content = Read("--tls-key", path);
  if (!content.ok()) return content.status();
  // No passphrase: nobody sits at a server that starts.
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };
  Openssl<EVP_PKEY> key(PEM_read_bio_PrivateKey(
      ReadFrom(*content).get(), nullptr, no_passphrase, nullptr));
  if (key != nullptr) return key;
  return Refuse("--tls-key", path,
                "expected a private key in PEM form without a passphrase, "
                "found none");
}

// Whether one of the authorities in the file has signed it.
absl::Status CheckSigned(X509* certificate, const TlsFiles& files,
                         absl::Time now) {
  const Openssl<X509_STORE> store(X509_STORE_new());
  if (X509_STORE_load_file(store.get(), files.ca.c_str()) != 1) {
    return Refuse("--tls-ca", files.ca,
                  "expected certificates in PEM form, found none");
  }
  const Openssl<X509_STORE_CTX> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr);
  X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
  if (X509_verify_cert(context.get()) == 1) return absl::OkStatus();
  return Refuse(
      "--tls-cert", files.cert,
      absl::StrFormat("not signed by the authority in %s (%s): take both from "
                      "one `lehr tls issue`",
                      files.ca,
                      X509_verify_cert_error_string(
                          X509_STORE_CTX_get_error(context.get()))));
}

absl::Status CheckTime(const X509* certificate, const std::string& path,
                       absl::Time now) {
  const absl::Time begin = FromAsn1(X509_get0_notBefore(certificate));
  const absl::Time end = FromAsn1(X509_get0_notAfter(certificate));
  if (now < begin) {
    return Refuse(
        "--tls-cert", path,
        absl::StrFormat("its time begins at %s: is this machine's "
                        "clock right?",
                        absl::FormatTime(begin, absl::UTCTimeZone())));
  }
  if (now < end) return absl::OkStatus();
  return Refuse("--tls-cert", path,
                absl::StrFormat(
                    "expired at %s: have a new one made with `lehr tls issue`",
                    absl::FormatTime(end, absl::UTCTimeZone())));
}

}  // namespace

std::string IdentityUri(const std::string& role, const std::string& name) {
  return absl::StrCat("lehr://", role, "/", name);
}

absl::Status CheckTlsFiles(const TlsFiles& files, absl::Time now) {
  if (files.empty()) return absl::OkStatus();
  if (files.ca.empty()) {
    return absl::InvalidArgumentError(
        "--tls-ca: expected the authority's certificate beside --tls-cert and "
        "--tls-key, found nothing");
  }
  if (files.cert.empty() != files.key.empty()) {
    return absl::InvalidArgumentError(
        "--tls-cert, --tls-key: expected both or none, found one");
  }
  const auto authority = ReadCertificate("--tls-ca", files.ca);
  if (!authority.ok()) return authority.status();
  if (files.cert.empty()) return absl::OkStatus();
  const auto certificate = ReadCertificate("--tls-cert", files.cert);
  if (!certificate.ok()) return certificate.status();
  const auto key = ReadKey(files.key);
  if (!key.ok()) return key.status();
  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    return Refuse("--tls-key", files.key,
                  absl::StrCat("not the key of the certificate ", files.cert));
  }
  absl::Status in_time = CheckTime(certificate->get(), files.cert, now);
  if (!in_time.ok()) return in_time;
  return CheckSigned(certificate->get(), files, now);
}

absl::StatusOr<absl::Time> CertificateEnd(const std::string& path) {
  const auto certificate = ReadCertificate("--tls-cert", path);
  if (!certificate.ok()) return certificate.status();
  return FactsOf(certificate->get()).end;
}

}  // namespace lehr
