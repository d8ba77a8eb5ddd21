#ifndef LEHR_SERVER_CORE_HOST_HEALTH_H_
#define LEHR_SERVER_CORE_HOST_HEALTH_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"

namespace lehr::server {

// HostHealth remembers how attempts went on each host, and has a host put aside
// on which they fail again and again while they get on elsewhere: such a host
// (a full disk, a broken driver) would take segment after segment and use up
// their budgets. Where they fail everywhere it is not the host.
//
// A failure adds 1 to the host's score, which halves every hour and with every
// attempt that gets on. Put aside means: no leases, first for 5 min, then for
// twice as long each time, 4 h at most. After that it may try once more.
class HostHealth {
 public:
  // Score from which a host is put aside: three failures in a row.
  static constexpr double kTooMuch = 2.5;
  static constexpr absl::Duration kFirstAside = absl::Minutes(5);
  static constexpr absl::Duration kLongestAside = absl::Hours(4);

  // An attempt there has left a checkpoint or a result.
  void GotOn(std::string_view host, absl::Time now);
  // An attempt there has failed. True if the host is put aside for it.
  bool Failed(std::string_view host, v1::FailureClass failure, absl::Time now);

  // Why the host gets no work now; empty if it does: "put aside until 12:30:00
  // UTC: 3 attempts failed on node7 (crash), elsewhere they get on".
  std::string WhyAside(std::string_view host, absl::Time now) const;

 private:
  struct Record {
    double score = 0;
    absl::Time as_of = absl::InfinitePast();
    int failures = 0;                         // since the score was low
    absl::Time since = absl::InfinitePast();  // the first of these
    v1::FailureClass last = v1::FAILURE_CLASS_UNSPECIFIED;
    absl::Time got_on = absl::InfinitePast();
    absl::Time aside_until = absl::InfinitePast();
    absl::Duration aside_for = absl::ZeroDuration();
  };

  Record& RecordOf(std::string_view host, absl::Time now);
  static double ScoreAt(const Record& record, absl::Time now);
  bool GetsOnElsewhere(std::string_view host, absl::Time since,
                       absl::Time now) const;

  std::map<std::string, Record, std::less<>> hosts_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_HOST_HEALTH_H_
