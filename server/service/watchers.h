#ifndef LEHR_SERVER_SERVICE_WATCHERS_H_
#define LEHR_SERVER_SERVICE_WATCHERS_H_

#include <list>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// A Watcher is someone who is told how a sweep goes on. On the executor's
// thread.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual const v1::WatchSweepRequest& request() const = 0;
  // Whether the last picture has been sent.
  virtual bool IsIdle() const = 0;
  // Sends a picture; if `is_last`, nothing follows.
  virtual void Send(const v1::WatchSweepResponse& picture, bool is_last) = 0;
  // Ends with an error; nothing follows.
  virtual void End(const absl::Status& status) = 0;
};

// Watchers sends each watcher the picture of its sweep when it has changed, at
// most twice a second; a slow reader gets fewer, never old ones. Everything
// happens on the executor's thread.
class Watchers final : public Participant {
 public:
  static constexpr absl::Duration kInterval = absl::Milliseconds(500);

  explicit Watchers(Coordinator* coordinator) : coordinator_(*coordinator) {}

  // Does not own the watcher, which stays until Remove().
  void Add(Watcher* watcher);
  void Remove(Watcher* watcher);
  // Ends all with UNAVAILABLE, and whoever comes after.
  void Close();

  void InTransaction(absl::Time now) override;
  void AfterTransaction(const absl::Status& committed) override;

 private:
  struct Entry {
    Watcher* watcher = nullptr;
    absl::Time last_sent = absl::InfinitePast();
    std::uint64_t seen_version = 0;  // of the coordinator; 0: none
    std::string last_picture;        // serialized
    absl::StatusOr<v1::WatchSweepResponse> next =
        absl::UnknownError("");  // of this transaction
    bool has_next = false;
    bool ended = false;
  };

  void Tell(Entry* entry);

  Coordinator& coordinator_;
  std::list<Entry> entries_;
  absl::Time now_;
  bool closed_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_WATCHERS_H_
