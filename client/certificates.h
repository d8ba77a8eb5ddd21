#ifndef LEHR_CLIENT_CERTIFICATES_H_
#define LEHR_CLIENT_CERTIFICATES_H_

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace lehr::client {

// KeyPair is a certificate (X.509 version 3, RFC 5280) and its private key
// (ECDSA on P-256), both in PEM form.
struct KeyPair {
  std::string certificate;
  std::string key;
};

// What a certificate is to say.
struct CertificateWish {
  // "server", or what somebody may do: "viewer", "submitter", "admin",
  // "worker".
  std::string role;
  // Of whom: "n7".
  std::string name;
  // Of a server: names and addresses under which it is reached.
  std::vector<std::string> hosts;
  // How long it is good.
  absl::Duration life;
};

// A new private authority of this name.
absl::StatusOr<KeyPair> MakeAuthority(const std::string& name,
                                      absl::Duration life);

// A new key, signed by the authority. A certificate of a server names its hosts
// and can serve only; any other has the URI lehr://ROLE/NAME and can call only.
// INVALID_ARGUMENT if role, name or hosts are none, or if `authority` is no key
// pair in PEM form.
absl::StatusOr<KeyPair> Issue(const KeyPair& authority,
                              const CertificateWish& wish);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_CERTIFICATES_H_
