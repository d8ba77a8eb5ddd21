#ifndef LEHR_SERVER_IDENTITY_IDENTITY_H_
#define LEHR_SERVER_IDENTITY_IDENTITY_H_

#include <optional>
#include <string>
#include <string_view>

namespace lehr::server {

// What somebody may do. A submitter may do what a viewer may, an admin all that
// people may; a worker has rights of its own.
enum class Role { kViewer, kSubmitter, kAdmin, kWorker };

// "viewer", as in certificates and on command lines.
std::string_view RoleName(Role role);
std::optional<Role> RoleOf(std::string_view name);

// Identity is who makes a call.
struct Identity {
  Role role = Role::kViewer;
  // From the certificate or the token; empty for who is trusted for the place
  // he calls from: this machine, or a server without TLS.
  std::string name;
};

// Whether it can be the name of someone: 1 to 64 letters, digits and _ - . @.
bool IsIdentityName(std::string_view name);

// Who a certificate's URI names, "lehr://worker/n7"; none if it is not ours.
std::optional<Identity> IdentityOfUri(std::string_view uri);

}  // namespace lehr::server

#endif  // LEHR_SERVER_IDENTITY_IDENTITY_H_
