#ifndef LEHR_SERVER_COORDINATOR_ROSTER_COPY_H_
#define LEHR_SERVER_COORDINATOR_ROSTER_COPY_H_

#include <cstdint>
#include <memory>

#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/coordinator/roster.h"

namespace lehr::server {

// RosterCopy gives copies of who is there to those who read on other threads.
// Used by the thread that decides; a copy may go anywhere.
class RosterCopy {
 public:
  // A small roster is copied whenever it has changed; a large one, which takes
  // milliseconds, is at most this old.
  static constexpr absl::Duration kFresh = absl::Milliseconds(250);
  static constexpr std::size_t kSmall = 256;  // sessions

  explicit RosterCopy(const Coordinator* coordinator)
      : coordinator_(*coordinator) {}

  std::shared_ptr<const Roster> Get(absl::Time now);

 private:
  const Coordinator& coordinator_;
  std::shared_ptr<const Roster> last_;
  std::uint64_t version_ = 0;  // of the coordinator
  absl::Time made_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_ROSTER_COPY_H_
