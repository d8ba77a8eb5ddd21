#ifndef LEHR_SERVER_IDENTITY_TOKEN_BOOK_H_
#define LEHR_SERVER_IDENTITY_TOKEN_BOOK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/identity/identity.h"

namespace lehr::server {

// A token as people have it: 256 random bits, so that no key is needed to keep
// its hash from being guessed. "lehr_" lets programs that look for leaked
// secrets find it.
std::string MakeToken();

// What the server keeps of a token: its SHA-256, 32 bytes.
std::string TokenHash(std::string_view token);

// TokenBook has the tokens that are good, in memory: every call asks. The
// database has all of them. Any thread.
class TokenBook {
 public:
  struct Entry {
    std::int64_t token_id = 0;
    Identity identity;
    absl::Time expires = absl::InfiniteFuture();
  };

  // Replaces what had this hash.
  void Add(std::string hash, Entry entry);
  void Remove(std::int64_t token_id);

  // Whose token has this hash. UNAUTHENTICATED if it is unknown, revoked or
  // expired.
  absl::StatusOr<Identity> Find(std::string_view hash, absl::Time now) const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_IDENTITY_TOKEN_BOOK_H_
