#ifndef LEHR_SERVER_CORE_FAIR_SHARE_H_
#define LEHR_SERVER_CORE_FAIR_SHARE_H_

#include <map>
#include <string>

#include <absl/time/time.h>

namespace lehr::server {

// What a user has had of the pool: core-seconds of attempts that have ended,
// worth half as much after each kUsageHalfLife.
struct Usage {
  double core_seconds = 0;
  absl::Time as_of = absl::UnixEpoch();
};

// A day: who computed all night does not wait for a week.
inline constexpr absl::Duration kUsageHalfLife = absl::Hours(24);

// An attempt counts as this long at least while it runs: otherwise users who
// begin at one moment would not take turns.
inline constexpr absl::Duration kLeastCharge = absl::Minutes(1);

// FairShares says which user is to be served next: the one who has had the
// least, all being worth the same. What runs counts as it goes on.
class FairShares {
 public:
  // What is known of the user from before, instead of what was here.
  void Restore(const std::string& user, const Usage& usage);
  // An attempt on `cores` runs since `started`.
  void Begin(const std::string& user, double cores, absl::Time started);
  // It runs no more; with the arguments of its Begin.
  void End(const std::string& user, double cores, absl::Time started,
           absl::Time now);

  // Of ended and running attempts, as of `now` [core-seconds].
  double UsageOf(const std::string& user, absl::Time now) const;
  // Of ended attempts, by user.
  std::map<std::string, Usage> Ended() const;

 private:
  struct Account {
    Usage ended;
    double cores = 0;           // that run
    double core_seconds_0 = 0;  // Σ cores × (start - epoch)
  };
  static double Worth(const Usage& usage, absl::Time now);

  std::map<std::string, Account> accounts_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_FAIR_SHARE_H_
