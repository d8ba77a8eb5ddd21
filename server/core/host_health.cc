#include "server/core/host_health.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr absl::Duration kHalfLife = absl::Hours(1);
constexpr absl::Duration kRemembered = absl::Hours(24);
// Below this, what has been is forgotten.
constexpr double kForgotten = 0.25;

std::string WordOf(v1::FailureClass failure) {
  constexpr std::string_view kPrefix = "FAILURE_CLASS_";
  return absl::AsciiStrToLower(
      v1::FailureClass_Name(failure).substr(kPrefix.size()));
}

}  // namespace

double HostHealth::ScoreAt(const Record& record, absl::Time now) {
  if (record.score == 0 || now <= record.as_of) return record.score;
  return record.score *
         std::exp2(-absl::FDivDuration(now - record.as_of, kHalfLife));
}

HostHealth::Record& HostHealth::RecordOf(std::string_view host,
                                         absl::Time now) {
  const auto found = hosts_.find(host);
  if (found != hosts_.end()) return found->second;
  // Hosts come and go: a new one is the moment to forget those that have gone.
  std::erase_if(hosts_, [now](const auto& known) {
    return now - known.second.as_of > kRemembered;
  });
  return hosts_[std::string(host)];
}

void HostHealth::GotOn(std::string_view host, absl::Time now) {
  Record& record = RecordOf(host, now);
  record.score = ScoreAt(record, now) / 2;
  record.as_of = now;
  record.got_on = now;
}

bool HostHealth::Failed(std::string_view host, v1::FailureClass failure,
                        absl::Time now) {
  Record& record = RecordOf(host, now);
  const double before = ScoreAt(record, now);
  if (before < kForgotten && now - record.aside_until >= record.aside_for) {
    record.failures = 0;
    record.since = now;
    record.aside_for = absl::ZeroDuration();
  }
  record.score = before + 1;
  record.as_of = now;
  record.last = failure;
  ++record.failures;
  if (record.score < kTooMuch || now < record.aside_until ||
      !GetsOnElsewhere(host, record.since, now)) {
    return false;
  }
  record.aside_for =
      std::clamp(2 * record.aside_for, kFirstAside, kLongestAside);
  record.aside_until = now + record.aside_for;
  // What is said against it next time must be new.
  record.since = now;
  return true;
}

bool HostHealth::GetsOnElsewhere(std::string_view host, absl::Time since,
                                 absl::Time now) const {
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const auto& other) {
    return other.first != host && other.second.got_on >= since &&
           ScoreAt(other.second, now) < kTooMuch;
  });
}

std::string HostHealth::WhyAside(std::string_view host, absl::Time now) const {
  const auto found = hosts_.find(host);
  if (found == hosts_.end() || now >= found->second.aside_until) return "";
  const Record& record = found->second;
  return absl::StrFormat(
      "put aside until %s UTC: %d attempts failed on %s (%s), elsewhere they "
      "get on",
      absl::FormatTime("%H:%M:%S", record.aside_until, absl::UTCTimeZone()),
      record.failures, host, WordOf(record.last));
}

}  // namespace lehr::server
