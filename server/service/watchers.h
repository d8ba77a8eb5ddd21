#ifndef LEHR_SERVER_SERVICE_WATCHERS_H_
#define LEHR_SERVER_SERVICE_WATCHERS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// A Watcher is someone who is told how a sweep goes on. Any thread.
class Watcher {
 public:
  using Picture = std::shared_ptr<const v1::WatchSweepResponse>;

  virtual ~Watcher() = default;
  virtual const v1::WatchSweepRequest& request() const = 0;
  // The newest picture, in place of one that could not be sent yet; if
  // `is_last`, nothing follows. Does not wait.
  virtual void Offer(Picture picture, bool is_last) = 0;
  // Whether it may still be told.
  virtual absl::Status Standing() const = 0;
  // Ends with an error; nothing follows.
  virtual void End(const absl::Status& status) = 0;
};

// Watchers offers each watcher the picture of its sweep when it has changed, at
// most twice a second. A picture is made once for all who watch a sweep, beside
// the thread that decides, which only says when to look and gives a copy of who
// is there. Pictures are numbered: the start of the server in the upper bits,
// so that numbers grow over restarts, and a count below.
class Watchers final : public Participant {
 public:
  static constexpr absl::Duration kInterval = absl::Milliseconds(500);
  // How long a sweep's last picture is kept when nobody watches it, for who
  // comes back.
  static constexpr absl::Duration kKept = absl::Minutes(1);
  // How often it is asked whether watchers may still be told.
  static constexpr absl::Duration kStandingInterval = absl::Seconds(1);

  // Where pictures come from.
  struct Source {
    // Who is there, on the thread that decides.
    std::function<std::shared_ptr<const Roster>(absl::Time now)> roster;
    // Executes later, on another thread, one after the other.
    std::function<void(std::function<void()>)> post;
    // The picture of a sweep, on that thread.
    std::function<absl::StatusOr<v1::WatchSweepResponse>(std::int64_t sweep_id,
                                                         const Roster& roster)>
        make;
  };

  // `start` is larger at every start of the server.
  Watchers(const Coordinator* coordinator, Source source, std::int64_t start);

  // Any thread.
  void Add(std::shared_ptr<Watcher> watcher);
  void Remove(const Watcher* watcher);
  // Ends all with UNAVAILABLE, and whoever comes after.
  void Close();

  void InTransaction(absl::Time now) override;
  void AfterTransaction(const absl::Status& committed) override;

 private:
  struct Entry {
    std::shared_ptr<Watcher> watcher;
    std::int64_t seen = 0;  // number of the last picture it was offered
  };
  // A sweep that is or was watched.
  struct Channel {
    std::vector<Entry> entries;
    Watcher::Picture picture;  // the last one; null: none yet
    std::string content;       // serialized without its number
    bool wanted = false;       // at once
    absl::Time unused_since;
  };
  using Watching = std::vector<std::shared_ptr<Watcher>>;

  // Ends those that may not be told any more.
  void EndOutcasts();
  // Makes pictures of all sweeps, or of those that are wanted at once.
  void Look(const Roster& roster, bool all, absl::Time now);
  std::vector<std::int64_t> SweepsToLookAt(bool all, absl::Time now);
  void Show(std::int64_t sweep_id,
            absl::StatusOr<v1::WatchSweepResponse> picture, absl::Time now);
  // Whom the channel's picture is new to; they count as having seen it.
  Watching TakeUntold(Channel& channel) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Coordinator& coordinator_;
  const Source source_;

  std::atomic<int> watching_ = 0;
  std::atomic<bool> wanted_ = false;  // by someone at once
  std::atomic<bool> looking_ = false;

  // Of the thread that decides.
  absl::Time now_;
  absl::Time last_look_ = absl::InfinitePast();
  absl::Time next_standing_ = absl::InfinitePast();
  std::uint64_t seen_version_ = 0;           // of the coordinator; 0: none
  std::shared_ptr<const Roster> next_look_;  // after this transaction
  bool next_is_all_ = false;

  absl::Mutex mutex_;
  std::map<std::int64_t, Channel> channels_ ABSL_GUARDED_BY(mutex_);
  std::int64_t last_number_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_WATCHERS_H_
