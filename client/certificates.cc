#include "client/certificates.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <string_view>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "proto/support/openssl_objects.h"
#include "proto/support/tls_files.h"

namespace lehr::client {
namespace {

constexpr std::array<std::string_view, 5> kRoles = {
    "server", "viewer", "submitter", "admin", "worker"};
constexpr std::size_t kLongestName = 64;  // RFC 5280, ub-common-name

// Clocks of machines differ.
constexpr absl::Duration kEarlier = absl::Minutes(10);

absl::Status OutOfMemory() {
  return absl::ResourceExhaustedError("OpenSSL could not make a certificate");
}

bool IsIpAddress(const std::string& host) {
  in6_addr bytes = {};
  return inet_pton(AF_INET, host.c_str(), &bytes) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &bytes) == 1;
}

// No commas, which would begin another entry.
bool IsPlainName(std::string_view name, std::string_view also) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [also](unsigned char c) {
           return std::isalnum(c) != 0 ||
                  also.find(static_cast<char>(c)) != std::string_view::npos;
         });
}

absl::Status Check(const CertificateWish& wish) {
  if (std::find(kRoles.begin(), kRoles.end(), wish.role) == kRoles.end()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--role: expected one of %s, found \"%s\"",
        absl::StrJoin(
            kRoles, ", ",
            [](std::string* out, std::string_view r) { out->append(r); }),
        wish.role));
  }
  if (!IsPlainName(wish.name, "_-.@")) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--name: expected 1 to %d letters, digits and _ - . @, found \"%s\"",
        kLongestName, wish.name));
  }
  if (wish.role != "server") return absl::OkStatus();
  if (wish.hosts.empty()) {
    return absl::InvalidArgumentError(
        "--host: expected a name or address of the server, found none");
  }
  for (const std::string& host : wish.hosts) {
    if (IsPlainName(host, "_-.:*")) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "--host: expected a name or address, found \"%s\"", host));
  }
  return absl::OkStatus();
}

bool AddExtension(X509* certificate, X509* issuer, int id,
                  const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Openssl<X509_EXTENSION> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  return extension != nullptr &&
         X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool AddToName(X509_NAME* name, const char* field, const std::string& value) {
  return X509_NAME_add_entry_by_txt(
             name, field, MBSTRING_UTF8,
             reinterpret_cast<const unsigned char*>(value.data()),
             static_cast<int>(value.size()), -1, 0) == 1;
}

bool SetSerial(X509* certificate) {
  unsigned char bytes[16] = {};
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return false;
  bytes[0] &= 0x7f;  // positive
  BIGNUM* number = BN_bin2bn(static_cast<const unsigned char*>(bytes),
                             sizeof(bytes), nullptr);
  const bool set =
      BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return set;
}

// Everything but what differs between an authority and others; `unit` may be
// empty.
Openssl<X509> Begin(EVP_PKEY* key, const std::string& unit,
                    const std::string& name, absl::Duration life) {
  Openssl<X509> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const auto early = static_cast<long>(-absl::ToInt64Seconds(kEarlier));
  const auto late = static_cast<long>(absl::ToInt64Seconds(life));
  const bool made =
      SetSerial(certificate.get()) && AddToName(subject, "O", "Lehr") &&
      (unit.empty() || AddToName(subject, "OU", unit)) &&
      AddToName(subject, "CN", name) &&
      X509_gmtime_adj(X509_getm_notBefore(certificate.get()), early) !=
          nullptr &&
      X509_gmtime_adj(X509_getm_notAfter(certificate.get()), late) != nullptr &&
      X509_set_pubkey(certificate.get(), key) == 1;
  return made ? std::move(certificate) : nullptr;
}

std::string Content(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

absl::StatusOr<KeyPair> InPem(X509* certificate, EVP_PKEY* key) {
  const Openssl<BIO> certificate_text(BIO_new(BIO_s_mem()));
  const Openssl<BIO> key_text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(certificate_text.get(), certificate) != 1 ||
      PEM_write_bio_PrivateKey(key_text.get(), key, nullptr, nullptr, 0,
                               nullptr, nullptr) != 1) {
    return OutOfMemory();
  }
  return KeyPair{.certificate = Content(certificate_text.get()),
                 .key = Content(key_text.get())};
}

// A name for a host, as subjectAltName wants it: "IP:10.0.0.7", "DNS:login1".
std::string AlternativeName(const std::string& host) {
  return absl::StrCat(IsIpAddress(host) ? "IP:" : "DNS:", host);
}

bool AddPurpose(X509* certificate, X509* issuer, const CertificateWish& wish) {
  const bool serves = wish.role == "server";
  const std::string names =
      serves ? absl::StrJoin(wish.hosts, ",",
                             [](std::string* out, const std::string& host) {
                               out->append(AlternativeName(host));
                             })
             : absl::StrCat("URI:", IdentityUri(wish.role, wish.name));
  return AddExtension(certificate, issuer, NID_basic_constraints,
                      "critical,CA:FALSE") &&
         AddExtension(certificate, issuer, NID_key_usage,
                      "critical,digitalSignature") &&
         AddExtension(certificate, issuer, NID_ext_key_usage,
                      serves ? "serverAuth" : "clientAuth") &&
         AddExtension(certificate, issuer, NID_subject_alt_name, names);
}

}  // namespace

absl::StatusOr<KeyPair> MakeAuthority(const std::string& name,
                                      absl::Duration life) {
  const Openssl<EVP_PKEY> key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OutOfMemory();
  const Openssl<X509> certificate = Begin(key.get(), "", name, life);
  if (certificate == nullptr) return OutOfMemory();
  X509* const itself = certificate.get();
  if (X509_set_issuer_name(itself, X509_get_subject_name(itself)) != 1 ||
      !AddExtension(itself, itself, NID_basic_constraints,
                    "critical,CA:TRUE,pathlen:0") ||
      !AddExtension(itself, itself, NID_key_usage,
                    "critical,keyCertSign,cRLSign") ||
      !AddExtension(itself, itself, NID_subject_key_identifier, "hash") ||
      X509_sign(itself, key.get(), EVP_sha256()) == 0) {
    return OutOfMemory();
  }
  return InPem(itself, key.get());
}

absl::StatusOr<KeyPair> Issue(const KeyPair& authority,
                              const CertificateWish& wish) {
  if (absl::Status wrong = Check(wish); !wrong.ok()) return wrong;
  const Openssl<X509> issuer(PEM_read_bio_X509(
      ReadFrom(authority.certificate).get(), nullptr, nullptr, nullptr));
  const Openssl<EVP_PKEY> issuer_key(PEM_read_bio_PrivateKey(
      ReadFrom(authority.key).get(), nullptr, nullptr, nullptr));
  if (issuer == nullptr || issuer_key == nullptr) {
    return absl::InvalidArgumentError(
        "authority: expected a certificate and a private key in PEM form");
  }
  const Openssl<EVP_PKEY> key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OutOfMemory();
  const Openssl<X509> certificate =
      Begin(key.get(), wish.role, wish.name, wish.life);
  if (certificate == nullptr ||
      X509_set_issuer_name(certificate.get(),
                           X509_get_subject_name(issuer.get())) != 1 ||
      !AddPurpose(certificate.get(), issuer.get(), wish) ||
      !AddExtension(certificate.get(), issuer.get(),
                    NID_authority_key_identifier, "keyid") ||
      X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()) == 0) {
    return OutOfMemory();
  }
  return InPem(certificate.get(), key.get());
}

}  // namespace lehr::client
