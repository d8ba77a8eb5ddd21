#include "server/identity/token_book.h"

#include <new>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <openssl/rand.h>

#include "proto/support/sha256.h"

namespace lehr::server {

std::string MakeToken() {
  unsigned char bits[32] = {};
  // Fails only if the system has no randomness to give.
  if (RAND_bytes(bits, sizeof(bits)) != 1) throw std::bad_alloc();
  return absl::StrCat(
      "lehr_", ToHex({reinterpret_cast<const char*>(bits), sizeof(bits)}));
}

std::string TokenHash(std::string_view token) { return Sha256Of(token); }

void TokenBook::Add(std::string hash, Entry entry) {
  const absl::MutexLock lock(&mutex_);
  entries_.insert_or_assign(std::move(hash), std::move(entry));
}

void TokenBook::Remove(std::int64_t token_id) {
  const absl::MutexLock lock(&mutex_);
  std::erase_if(entries_, [token_id](const auto& entry) {
    return entry.second.token_id == token_id;
  });
}

// Compares hashes, not tokens: how long that takes says nothing about a token.
absl::StatusOr<Identity> TokenBook::Find(std::string_view hash,
                                         absl::Time now) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(hash);
  if (found == entries_.end()) {
    return absl::UnauthenticatedError(
        "token: unknown or revoked: ask an admin for a new one (`lehr tokens "
        "create`)");
  }
  if (now < found->second.expires) return found->second.identity;
  return absl::UnauthenticatedError(absl::StrFormat(
      "token %d of \"%s\": expired at %s: ask an admin for a new one (`lehr "
      "tokens create`)",
      found->second.token_id, found->second.identity.name,
      absl::FormatTime(found->second.expires, absl::UTCTimeZone())));
}

}  // namespace lehr::server
