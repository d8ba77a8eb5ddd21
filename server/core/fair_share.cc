#include "server/core/fair_share.h"

#include <algorithm>
#include <cmath>

namespace lehr::server {
namespace {

double SinceEpoch(absl::Time time) {
  return absl::ToDoubleSeconds(time - absl::UnixEpoch());
}

}  // namespace

double FairShares::Worth(const Usage& usage, absl::Time now) {
  const double half_lives =
      absl::FDivDuration(now - usage.as_of, kUsageHalfLife);
  // A clock that was set back makes nothing worth more.
  return usage.core_seconds * std::exp2(-std::max(half_lives, 0.0));
}

void FairShares::Restore(const std::string& user, const Usage& usage) {
  accounts_[user].ended = usage;
}

void FairShares::Begin(const std::string& user, double cores,
                       absl::Time started) {
  Account& account = accounts_[user];
  account.cores += cores;
  account.core_seconds_0 += cores * SinceEpoch(started);
}

void FairShares::End(const std::string& user, double cores, absl::Time started,
                     absl::Time now) {
  Account& account = accounts_[user];
  account.cores -= cores;
  account.core_seconds_0 -= cores * SinceEpoch(started);
  if (account.cores <= 0) account.cores = account.core_seconds_0 = 0;
  const double taken =
      cores * std::max(absl::ToDoubleSeconds(now - started), 0.0);
  account.ended = {Worth(account.ended, now) + taken, now};
}

double FairShares::UsageOf(const std::string& user, absl::Time now) const {
  const auto found = accounts_.find(user);
  if (found == accounts_.end()) return 0;
  const Account& account = found->second;
  const double running =
      account.cores * SinceEpoch(now) - account.core_seconds_0;
  return Worth(account.ended, now) + std::max(running, 0.0) +
         account.cores * absl::ToDoubleSeconds(kLeastCharge);
}

std::map<std::string, Usage> FairShares::Ended() const {
  std::map<std::string, Usage> ended;
  for (const auto& [user, account] : accounts_) {
    if (account.ended.core_seconds > 0) ended[user] = account.ended;
  }
  return ended;
}

}  // namespace lehr::server
