#include "server/identity/identity.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <absl/strings/ascii.h>

namespace lehr::server {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"viewer", "submitter",
                                                    "admin", "worker"};
constexpr std::string_view kScheme = "lehr://";
constexpr std::size_t kLongestName = 64;

}  // namespace

std::string_view RoleName(Role role) {
  return kNames[static_cast<std::size_t>(role)];
}

std::optional<Role> RoleOf(std::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Role>(found - kNames.begin());
}

bool IsIdentityName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '_' || c == '-' || c == '.' || c == '@';
         });
}

std::optional<Identity> IdentityOfUri(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto role = RoleOf(uri.substr(0, slash));
  const std::string_view name = uri.substr(slash + 1);
  if (!role.has_value() || !IsIdentityName(name)) return std::nullopt;
  return Identity{.role = *role, .name = std::string(name)};
}

}  // namespace lehr::server
