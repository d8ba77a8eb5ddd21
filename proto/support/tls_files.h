#ifndef LEHR_PROTO_SUPPORT_TLS_FILES_H_
#define LEHR_PROTO_SUPPORT_TLS_FILES_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace lehr {

// TlsFiles names the PEM files of one end of a connection. Empty: no TLS.
struct TlsFiles {
  // --tls-ca: the authorities whose certificates the other end may have.
  std::string ca;
  // --tls-cert, --tls-key: who this end is; a client may do without, with a
  // token.
  std::string cert;
  std::string key;

  bool empty() const { return ca.empty() && cert.empty() && key.empty(); }
};

// How often files are looked at again, so that a certificate can be replaced
// while programs run [s].
inline constexpr unsigned kTlsReloadSeconds = 2;

// The URI by which a certificate of ours says who has it, as RFC 5280 4.2.1.6:
// "lehr://worker/n7".
std::string IdentityUri(const std::string& role, const std::string& name);

// OK if gRPC will be able to use these files: they can be read, the key is the
// certificate's, the certificate's time has come and is not over, and the
// authorities have signed it. INVALID_ARGUMENT, naming the flag and what to do.
absl::Status CheckTlsFiles(const TlsFiles& files, absl::Time now);

// When the certificate's time is over. INVALID_ARGUMENT if it is none.
absl::StatusOr<absl::Time> CertificateEnd(const std::string& path);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_TLS_FILES_H_
